"""Who and what stands in the practice room where a session has its therapist and its hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

NO_APPOINTMENT = UUID(int=0)
"""What the room's page would fetch under it is not found."""


@dataclass(frozen=True, slots=True)
class OwnEcho:
    """The other one: oneself, by way of the server."""

    known_as: str
    initials: str = "…"

    @property
    def full_name(self) -> str:
        return self.known_as


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Something like an appointment, which belongs to nobody and is kept nowhere."""

    starts_at: datetime
    ends_at: datetime
    pk: UUID = NO_APPOINTMENT


def own_echo() -> OwnEcho:
    """Under a name that says what it is."""
    return OwnEcho(_("Your own echo"))


def rehearsal(*, at: datetime) -> Rehearsal:
    """As long as an echo stays."""
    return Rehearsal(starts_at=at, ends_at=at + timedelta(seconds=settings.ECHO_SECONDS))
