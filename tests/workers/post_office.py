"""An SMTP server inside the test, which can stop in the middle of taking a letter."""

import asyncio
from dataclasses import dataclass
from email import message_from_bytes, policy
from threading import Event

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.demo.launch import ADDRESS
from tests.browser.site import free_port


@dataclass(frozen=True)
class Received:
    """A letter that the server took."""

    message_id: str
    to: str
    subject: str
    text: str


class PostOffice:
    """Keeps what it accepts. Told to `stop_at` a letter, it answers nothing any more when that
    one comes: before it has taken it, or after."""

    def __init__(self) -> None:
        self.letters: list[Received] = []
        self.stopped = Event()
        self._stop_at: int | None = None
        self._keeps = False
        self._server = Controller(self, hostname=ADDRESS, port=free_port())

    @property
    def port(self) -> int:
        return int(self._server.port)

    def open(self) -> None:
        self._server.start()

    def close(self) -> None:
        self._server.stop()

    def stop_at(self, number: int, *, keeps: bool) -> None:
        """Stop at that letter, counted from 1. `keeps`: it has been taken, but that is not said."""
        self.stopped.clear()
        self._stop_at, self._keeps = number, keeps

    def go_on(self) -> None:
        """Take letters again. Whoever waited for an answer is gone."""
        self._stop_at = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        letter = _read(envelope)
        if len(self.letters) + 1 == self._stop_at:
            if self._keeps:
                self.letters.append(letter)
            self.stopped.set()
            await asyncio.Event().wait()  # until the other side is gone
        self.letters.append(letter)
        return "250 OK"


def _read(envelope: Envelope) -> Received:
    message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Received(
        message_id=str(message["Message-ID"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()) if body else "",
    )
