"""`python -m tests.stack.post_office PORT FOLDER`: an SMTP server that keeps what it accepts.

Each letter becomes a file as Django's own file backend writes it, so that one reader reads both.
"""

import signal
import sys
from itertools import count
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.demo.launch import ADDRESS


class Keeper:
    """Keeps every letter."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Write the letter down under a name that appears whole or not at all."""
        content = envelope.original_content or b""
        name = f"{next(self.numbers):06}"
        draft = self.folder / f"{name}.draft"
        draft.write_bytes(content.replace(b"\r\n", b"\n") + b"\n" + b"-" * 79 + b"\n")
        draft.rename(self.folder / f"{name}.log")
        return "250 OK"


def main() -> None:
    """Serve until told to stop."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    controller = Controller(Keeper(folder), hostname=ADDRESS, port=port)
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    main()
