"""`python -m sessions.echo`: the process itself. `manage.py echo` starts it with its plan."""

import asyncio
import logging
import sys

from sessions.echo.plan import Plan
from sessions.echo.reach import PortsLoop
from sessions.echo.serve import serve


def main() -> int:
    """Serve until told to stop; 1 with a sentence if it can't begin."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("attune.echo").setLevel(logging.INFO)
    # aiortc and aioice write addresses of visitors.
    for name in ("aiortc", "aioice", "libav"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    plan = Plan.read()
    PortsLoop.first_port, PortsLoop.last_port = plan.first_port, plan.last_port
    try:
        with asyncio.Runner(loop_factory=PortsLoop) as runner:
            runner.run(serve(plan))
    except OSError as error:
        sys.stderr.write(f"The echo can't start: {error}.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
