"""What a socket hears from its page, once there was a hello: each message is one deed."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from people.errors import Refused
from people.models import User
from sessions.actions.differing import record_differing
from sessions.actions.ending import end_session
from sessions.actions.seats import Beat, beat_all, leave, set_media
from sessions.actions.signalling import Post, keep_letters
from sessions.actions.waiting import admit
from sessions.room import protocol
from sessions.room.asking import ask
from sessions.room.doorbell import letter_box
from sessions.room.post import Letter, Outbox, Soon
from sessions.room.protocol import (
    Admit,
    ClientMessage,
    Close,
    Differ,
    End,
    Heartbeat,
    Leave,
    MediaState,
)
from sessions.room.telling import TellingConsumer
from sessions.room.together import Together

BEAT_WITHIN = 0.25
KEEP_WITHIN = 0.1
"""Seconds that a heartbeat, and letters which are passed on already, wait for those of others."""

BEATS: Together[Beat, None] = Together(beat_all)
POSTS: Together[Post, bool] = Together(keep_letters)


class HearingConsumer(TellingConsumer):
    """The half of a room's socket that obeys its page."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outbox = Outbox(self.keep, failed=self.fail, writer=self.name)
        self.beating = Soon(self.beat, failed=self.fail)
        self.beaten: Beat | None = None

    async def obey(self, message: ClientMessage) -> None:
        """What this page may say (`sessions.room.authority`) is done."""
        seat, at = self.sight.seat, timezone.now()
        match message:
            case Heartbeat(seq=seq, visible=visible):
                self.beaten = Beat(seat=seat, seq=seq, visible=visible, at=at)
                self.beating.ask()
            case MediaState(mic=mic, camera=camera, receives=receives):
                await ask(set_media, seat=seat, mic=mic, camera=camera, receives=receives)
                await self.ring()
            case Leave():
                await self.step_out(1000)
            case Admit():
                if await self.lead(admit, refusal="nobody_waiting"):
                    await self.ring("room.admitted")
                    await self.room_admitted({})
            case End():
                if await self.lead(end_session):
                    await self.ring()
                    await self.refresh()
            case Differ():
                if await self.lead(record_differing):
                    await self.step_out(Close.DIFFER, news="room.differs")
            case protocol.Description() | protocol.Candidate() | protocol.Restart():
                await self.pass_on(message)

    async def room_differs(self, event: dict[str, Any]) -> None:
        """One of the two said that somebody may be in between: nothing more goes between them."""
        if not self.closing and self.told is not None:
            await self.step_out(Close.DIFFER)

    async def step_out(self, code: int, *, news: str = "room.changed") -> None:
        """They leave on purpose, and may come back. That they left is in the database before the
        other's page is told ``news``: it lets go of them even where it isn't told."""
        await self.be_done_beating()
        async with self.turn:  # no look or beat that comes late may bring them back
            await ask(leave, seat=self.sight.seat, at=timezone.now())
            await self.shut(code)
        await self.ring(news)

    async def lead(self, verb: Callable[..., object], refusal: Any = None) -> bool:
        """Something that changes the room for both: look again first whether they still may.
        Whether it was done."""
        if not await self.refresh():
            return False
        try:
            await ask(verb, actor=self.user, session=self.sight.seat.session, at=timezone.now())
        except Refused:
            await self.say(protocol.Refused(code=refusal))
            return False
        except (Http404, PermissionDenied):
            await self.shut(Close.FORBIDDEN)
            return False
        return True

    # Signals

    async def pass_on(self, signal: protocol.Signal) -> None:
        """To the other's page at once, by what was seen last; kept after another look."""
        if not self.sees(signal.to):
            if not await self.refresh():
                return
            if not self.sees(signal.to):
                await self.say(protocol.Refused(code="not_there"))
                return
        letter = self.outbox.write(signal, sender=str(self.sight.seat.pk))
        await self.channel_layer.group_send(
            letter_box(letter.to),
            {"type": "room.letter", "writer": letter.writer, "n": letter.n, "text": letter.text},
        )

    def sees(self, seat: str) -> bool:
        """Whether this is the other person's seat, and they haven't left it."""
        peer = self.sight.state.peer
        return peer is not None and peer.seat == seat and peer.presence != "left"

    async def keep(self, letters: list[Letter]) -> None:
        """Keep what was passed on, and tell the other's socket, which may have missed it."""
        last = letters[-1]
        post = Post(sender=self.sight.seat, letters=letters)
        if await POSTS.ask(post, within=KEEP_WITHIN):
            event = {"type": "room.kept", "writer": last.writer, "n": last.n}
            await self.channel_layer.group_send(letter_box(last.to), event)
        elif await self.refresh():
            await self.say(protocol.Refused(code="not_there"))

    # Heartbeats

    async def beat(self) -> None:
        if self.beaten is not None:
            beaten, self.beaten = self.beaten, None
            await BEATS.ask(beaten, within=BEAT_WITHIN)

    async def be_done_beating(self) -> None:
        """Until nothing of what was heard is on its way to the database."""
        BEATS.go()
        await self.beating.done()

    async def let_go(self) -> None:
        await self.be_done_beating()
        await super().let_go()
