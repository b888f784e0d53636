"""The socket of a session in writing: the room's, with lines instead of signals.

Everything that guards the room guards this: own origin, sign-in, the right care and time, the watch
that ends it within seconds, the throttle, the seat that a second tab takes over.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone

from people.errors import Refused
from sessions.actions.text import last_number, mark, say, wish_to_keep
from sessions.models import ChatLine, ChatMark, KeepWish, Seat
from sessions.room.asking import ask
from sessions.room.consumer import RoomConsumer
from sessions.room.protocol import Heartbeat
from sessions.room.sight import Sight, role_of
from sessions.text import protocol
from sessions.text.protocol import (
    Keep,
    Keeping,
    Line,
    Marks,
    NotSaid,
    PeerTyping,
    Read,
    Say,
    Typing,
)


class TextConsumer(RoomConsumer):
    """One page of one person in one conversation."""

    parse = staticmethod(protocol.parse)  # type: ignore[assignment]
    is_in_writing = True
    sent_seq = 0
    told_marks: Marks | None = None
    told_keeping: Keeping | None = None

    async def obey(self, message: Any) -> None:
        seat, at = self.sight.seat, timezone.now()
        facts = {"actor": seat.person, "session": seat.session}
        match message:
            case Say(id=name, text=text):
                try:
                    await ask(say, **facts, client_id=UUID(name), text=text, at=at)
                except Refused:
                    await self.say(NotSaid(id=name))
                await self.ring()
            case Read(number=number):
                if await ask(mark, **facts, read=number):
                    await self.ring()
            case Typing():
                await self.channel_layer.group_send(
                    self.group, {"type": "text.typing", "seat": str(seat.pk)}
                )
            case Keep(keeps=keeps):
                await ask(wish_to_keep, **facts, keeps=keeps, at=at)
                await self.ring()
            case Heartbeat(seq=seq):
                await super().obey(message)
                if await ask(mark, **facts, received=seq):
                    await self.ring()
            case _:
                await super().obey(message)

    async def text_typing(self, event: dict[str, Any]) -> None:
        """A hint, for the other's page alone, and only where they may meet."""
        if self.closing or self.told is None or event["seat"] == str(self.sight.seat.pk):
            return
        if self.told.admitted:  # said before the next look has seen it
            await self.say(PeerTyping())

    async def see(self, seen: Sight | None = None) -> Sight:
        """The newest number is that of the conversation, not of signals to the seat."""
        sight = await super().see(seen)
        return replace(sight, newest=await ask(last_number, session=sight.seat.session))

    is_behind = True
    """Marks and wishes have no number: each look fetches what there is."""

    @property
    def newest(self) -> int:
        return self.sight.newest

    async def catch_up(self, *, had: int | None = None) -> None:
        """Every line after the last one sent on this socket; then what else has changed."""
        if had is not None:
            self.sent_seq = min(had, self.sight.newest)
        lines, marks, keeping = await ask(standing, seat=self.sight.seat, after=self.sent_seq)
        for line in lines:
            await self.say(line)
            self.sent_seq = line.seq
        if marks != self.told_marks:
            self.told_marks = marks
            await self.say(marks)
        if keeping != self.told_keeping:
            self.told_keeping = keeping
            await self.say(keeping)


def standing(*, seat: Seat, after: int) -> tuple[list[Line], Marks, Keeping]:
    """The conversation as this person may know it."""
    session, person = seat.session, seat.person_id
    lines = [
        Line(
            seq=line.number,
            id=str(line.client_id),
            sender=role_of(line.author),
            at=line.at.isoformat(),
            text=line.text,
        )
        for line in ChatLine.objects.of(session).filter(number__gt=after)
    ]
    theirs = ChatMark.objects.filter(session=session).exclude(person=person).first()
    keep = set(KeepWish.objects.standing().filter(session=session).values_list("person", flat=True))
    return (
        lines,
        Marks(received=theirs.received, read=theirs.read) if theirs else Marks(received=0, read=0),
        Keeping(mine=person in keep, theirs=bool(keep - {person})),
    )
