"""`make bench-race`: two hundred people at one moment on one therapist, on SQLite and PostgreSQL.

Each engine gets a database of its own in a throwaway folder. The exit status is 0 when nobody got
the same time twice and nobody met an error; times are told, not judged.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from config.demo.launch import CannotStart, Processes
from tests.stack import services

NONE_WANTED = ("double_bookings", "errors")
CROWDS = ("simultaneous", "overlapping")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="attune-race-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # PostgreSQL's own user must reach its cluster
        processes = Processes(logs=folder / "logs", environment={})
        try:
            server = services.start_postgres(processes, folder)
            figures = {"sqlite": run(""), "postgresql": run(f"{server}/postgres")}
        except CannotStart as reason:
            print(reason, file=sys.stderr)
            return 1
        finally:
            processes.stop()
    print()
    sums = {name: sum(int(one[name]) for one in figures.values()) for name in NONE_WANTED}
    for name, value in sums.items():
        print(f"{name}={value}")
    slowest = [
        (f"slowest_s_{engine}_{crowd}", one[f"slowest_s_{crowd}"])
        for engine, one in figures.items()
        for crowd in CROWDS
    ]
    for name, seconds in slowest:
        print(f"{name}={seconds}")
    print(f"slowest_s={max(float(seconds) for _name, seconds in slowest):.2f}")
    return 1 if any(sums.values()) else 0


def run(address: str) -> dict[str, str]:
    """The figures of one engine; what it says is shown."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.race_here"],
        env=os.environ | {"DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print(done.stdout, flush=True)
    figures = dict(re.findall(r"^([a-z_]+)=([0-9.]+)$", done.stdout, re.MULTILINE))
    if not set(NONE_WANTED) <= set(figures):
        raise CannotStart("The crowds did not come to an end.")
    return figures


if __name__ == "__main__":
    sys.exit(main())
