"""Why something about an appointment could not be done, in words for the person who asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from people.errors import Refused
from scheduling.models.outside import Trouble

if TYPE_CHECKING:
    from people.models import User
    from scheduling.free import Slot


class JustTaken(Refused):
    """The time is not free (any more). `alternatives` are the nearest free times, in order."""

    def __init__(self, message: object, alternatives: Sequence["Slot"] = ()) -> None:
        super().__init__(message)
        self.alternatives = list(alternatives)


class BeyondHours(Refused):
    """Free, but outside the therapist's hours or limits: whoever works here may do it all the same,
    and says so."""


class TooLate(Refused):
    """The practice's rule about changes stands in the way; the message explains it."""


class GroupClash(Refused):
    """Some of the times at which a group should meet are taken: `taken`, in order."""

    def __init__(self, message: object, taken: Sequence[datetime]) -> None:
        super().__init__(message)
        self.taken = list(taken)


class AsksFirst(Refused):
    """The therapist confirms this person's sessions: they can be asked for and not booked."""

    def __init__(self, therapist: "User") -> None:
        super().__init__(
            _("%(name)s confirms sessions first. Ask for the time instead of booking it.")
            % {"name": therapist.known_as}
        )


class NotForYou(Refused):
    """This kind of session is meant for others; the message says for whom."""


class CalendarTrouble(Exception):
    """An outside calendar could not be read. Carries no part of its address or its content."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class NotAllFree(Refused):
    """One or more of the times of a series can't be had; nothing was booked or moved."""
