"""The practice's rules about changing a session. Each is explained on screen before it bites.

There are two windows. Until `Practice.move_until_hours` before it begins, a patient may move a
session. Until `Practice.cancel_until_hours` before it begins, they may cancel it freely; after that
they may still cancel until it begins, and it counts as cancelled late (`MissedSession`). Therapists
move and cancel until it begins.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.errors import Refused
from people.models import Practice, User
from scheduling.agenda import moment_in_words
from scheduling.errors import TooLate
from scheduling.models import Appointment, CancelReason, MissedReason

PATIENTS_REASONS = (
    CancelReason.UNWELL,
    CancelReason.EMERGENCY,
    CancelReason.PLANS,
    CancelReason.OTHER_TIME,
    CancelReason.NOT_SAID,
)
LATE_REASONS = tuple(one for one in PATIENTS_REASONS if one != CancelReason.OTHER_TIME)
THERAPISTS_REASONS = (CancelReason.UNWELL, CancelReason.EMERGENCY, CancelReason.PLANS)

MISSED_FOR: Mapping[CancelReason, MissedReason] = {
    CancelReason.UNWELL: MissedReason.UNWELL,
    CancelReason.EMERGENCY: MissedReason.EMERGENCY,
    CancelReason.PLANS: MissedReason.OTHER,
    CancelReason.NOT_SAID: MissedReason.NOT_KNOWN,
}
"""What a late cancellation's reason becomes in the mark that is kept about it."""


def reasons_for(person: User, *, late: bool = False) -> tuple[CancelReason, ...]:
    """What this person can give as a reason for cancelling. A patient may keep it to themselves."""
    if person.is_therapist:
        return THERAPISTS_REASONS
    return LATE_REASONS if late else PATIENTS_REASONS


def movable_until(appointment: Appointment, *, by: User, practice: Practice) -> datetime:
    """The instant from which this person can't move the session any more."""
    return _before(appointment, by, practice.move_until_hours)


def freely_cancellable_until(appointment: Appointment, *, by: User, practice: Practice) -> datetime:
    """The instant from which cancelling counts as late; for the therapist there is none before
    it begins."""
    return _before(appointment, by, practice.cancel_until_hours)


def cancels_late(appointment: Appointment, *, by: User, practice: Practice, at: datetime) -> bool:
    """Whether cancelling now is late: after the window and before it begins."""
    until = freely_cancellable_until(appointment, by=by, practice=practice)
    return until <= at < appointment.starts_at


def can_move(appointment: Appointment, *, by: User, practice: Practice, at: datetime) -> bool:
    """Whether this person may move it now, for pages that offer it or don't."""
    return (
        appointment.is_live
        and appointment.group_id is None
        and appointment.therapist.is_active
        and at < movable_until(appointment, by=by, practice=practice)
    )


def require_movable(
    appointment: Appointment, *, by: User, practice: Practice, at: datetime
) -> None:
    """Raises `Refused` or `TooLate` with a sentence that explains."""
    _require_ahead(appointment, at=at)
    if appointment.group_id is not None:
        raise Refused(
            _("A group meets at its own time. Give up your seat and take one on another day.")
        )
    if not appointment.therapist.is_active:
        raise Refused(on_hold(appointment))
    if at >= movable_until(appointment, by=by, practice=practice):
        raise TooLate(too_late_to_move(practice))


def require_cancellable(
    appointment: Appointment, *, by: User, practice: Practice, at: datetime, late: bool
) -> None:
    """Raises `Refused` or `TooLate` with a sentence that explains.

    `late` is that the person has been told that it counts as late. Whoever opened the page while
    cancelling was still free is told first.
    """
    _require_ahead(appointment, at=at)
    if not late and cancels_late(appointment, by=by, practice=practice, at=at):
        raise TooLate(
            _("Meanwhile it is so close to the session that cancelling counts as late. %(rule)s")
            % {"rule": what_late_means(appointment)}
        )


def begun() -> str:
    """Why nobody can change a session that is on."""
    return _("This session has begun, so it can’t be moved or cancelled any more.")


def on_hold(appointment: Appointment) -> str:
    """Why a session can't be moved while its therapist is suspended."""
    return _(
        "%(name)s is away at the moment, so this session can’t be moved. The practice will be in "
        "touch about it."
    ) % {"name": appointment.therapist.known_as}


def too_late_to_move(practice: Practice) -> str:
    """Why a patient can't move a session so shortly before it, and what to do instead."""
    rule = _("Sessions can be moved until %(ahead)s before they begin, and it is later than that.")
    rule %= {"ahead": hours_in_words(practice.move_until_hours)}
    return f"{rule} {_call_us(practice)}"


def free_until(practice: Practice) -> str:
    """The practice's rule about cancelling, for anybody."""
    return _("Sessions can be cancelled freely until %(ahead)s before they begin.") % {
        "ahead": hours_in_words(practice.cancel_until_hours)
    }


def what_late_means(appointment: Appointment) -> str:
    """What becomes of a late cancellation."""
    return _(
        "The practice notes that it was cancelled late, and the reason you give. Nothing is "
        "charged here, and %(name)s can decide that it doesn’t count."
    ) % {"name": appointment.therapist.known_as}


def in_words(appointment: Appointment, *, by: User, practice: Practice, at: datetime) -> str:
    """The rules as they stand for this person now, for pages, before they bite."""
    if by.pk == appointment.therapist_id:
        if appointment.group_id is not None:
            return _("You can cancel this seat until the group begins.")
        return _("You can move or cancel this session until it begins.")
    moves = appointment.group_id is None and appointment.therapist.is_active
    return for_patients(appointment.starts_at, practice=practice, at=at, moves=moves)


def for_patients(
    starts_at: datetime, *, practice: Practice, at: datetime, moves: bool = True
) -> str:
    """The same for whoever has, or thinks of taking, a session then; a seat never `moves`."""
    moving = starts_at - timedelta(hours=practice.move_until_hours)
    free = starts_at - timedelta(hours=practice.cancel_until_hours)
    if not moves:
        return _cancelling(free, at=at)
    if moving == free and at < free:
        both = _("You can move or cancel this session until %(moment)s.")
        return f"{both % {'moment': moment_in_words(free, at=at)}} {_late_from_then_on()}"
    if at < moving:
        words = _("You can move it until %(moment)s.")
    else:
        words = _("It could be moved until %(moment)s.")
    return f"{words % {'moment': moment_in_words(moving, at=at)}} {_cancelling(free, at=at)}"


def hours_in_words(hours: int) -> str:
    """``24 hours``, ``2 days``."""
    if hours > 24 and hours % 24 == 0:
        days = hours // 24
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def _before(appointment: Appointment, by: User, hours: int) -> datetime:
    if by.pk == appointment.therapist_id:
        return appointment.starts_at
    return appointment.starts_at - timedelta(hours=hours)


def _require_ahead(appointment: Appointment, *, at: datetime) -> None:
    if not appointment.is_live:
        raise Refused(_("This session has been cancelled already."))
    if appointment.has_begun(at=at):
        raise TooLate(begun())


def _cancelling(free: datetime, *, at: datetime) -> str:
    if at >= free:
        return _("You can still cancel it until it begins, and it counts as cancelled late.")
    words = _("You can cancel it until %(moment)s.") % {"moment": moment_in_words(free, at=at)}
    return f"{words} {_late_from_then_on()}"


def _late_from_then_on() -> str:
    return _("After that you can still cancel until it begins, but it counts as cancelled late.")


def _call_us(practice: Practice) -> str:
    if practice.phone:
        return _("Please call us on %(phone)s and we will find a way.") % {"phone": practice.phone}
    return _("Please write to us and we will find a way.")
