"""`make bench-race`: two hundred people at one moment on one therapist, on SQLite and PostgreSQL.

Each engine gets a database of its own in a throwaway folder. The exit status is 0 when nobody got
the same time twice and nobody met an error; times are told, not judged.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from config.demo.launch import CannotStart, Processes
from tests.stack import services


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="attune-race-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # PostgreSQL's own user must reach its cluster
        processes = Processes(logs=folder / "logs", environment={})
        try:
            server = services.start_postgres(processes, folder)
            engines = {"SQLite": "", "PostgreSQL": f"{server}/postgres"}
            lines = [run(address) for address in engines.values()]
        except CannotStart as reason:
            print(reason, file=sys.stderr)
            return 1
        finally:
            processes.stop()
    figures = dict(line.split("=") for lines_of_one in lines for line in lines_of_one)
    print()
    for name in ("double_bookings", "errors"):
        print(f"{name}={sum(int(figures[f'{engine} {name}']) for engine in engines)}")
    for engine in engines:
        for crowd in ("simultaneous", "overlapping"):
            print(f"slowest_s_{engine.lower()}_{crowd}={figures[f'{engine} slowest_s_{crowd}']}")
    slowest = max(float(value) for name, value in figures.items() if "slowest" in name)
    print(f"slowest_s={slowest:.2f}")
    return (
        0
        if all(figures[f"{e} {n}"] == "0" for e in engines for n in ("double_bookings", "errors"))
        else 1
    )


def run(address: str) -> list[str]:
    """The figures of one engine; what it says is shown."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.race_here"],
        env=os.environ | {"DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print(done.stdout, end="", flush=True)
    return [line for line in done.stdout.splitlines() if "=" in line]


if __name__ == "__main__":
    sys.exit(main())
