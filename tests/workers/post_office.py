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
    """Keeps what it accepts. Told to `stop_at` a letter, it leaves whoever brings that one without
    an answer until it may `go_on`: before it has taken the letter, or after."""

    def __init__(self) -> None:
        self.letters: list[Received] = []
        self.stopped = Event()
        self._stop_at: int | None = None
        self._keeps = False
        self._going_on = asyncio.Event()
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
        """Answer whoever still waits for it."""
        self._server.loop.call_soon_threadsafe(self._going_on.set)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        letter = _read(envelope)
        if len(self.letters) + 1 == self._stop_at:
            self._stop_at = None
            if self._keeps:
                self.letters.append(letter)
            self.stopped.set()
            await self._going_on.wait()  # cancelled when the other side goes first
            if self._keeps:
                return "250 OK"
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
