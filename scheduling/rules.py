"""The practice's rules about changing a session. Each is explained on screen before it bites."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.errors import Refused
from people.models import Practice, User
from scheduling.errors import TooLate
from scheduling.models import Appointment, CancelReason

PATIENTS_REASONS = (
    CancelReason.NOT_SAID,
    CancelReason.PLANS,
    CancelReason.UNWELL,
    CancelReason.OTHER_TIME,
)
THERAPISTS_REASONS = (CancelReason.UNWELL, CancelReason.EMERGENCY, CancelReason.PLANS)


def reasons_for(person: User) -> tuple[CancelReason, ...]:
    """What this person can give as a reason for cancelling. A patient may keep it to themselves."""
    return THERAPISTS_REASONS if person.is_therapist else PATIENTS_REASONS


def changeable_until(appointment: Appointment, *, by: User, practice: Practice) -> datetime:
    """The instant from which this person can't move or cancel the session any more."""
    if by.pk == appointment.therapist_id:
        return appointment.starts_at
    return appointment.starts_at - timedelta(hours=practice.cancel_until_hours)


def require_changeable(
    appointment: Appointment, *, by: User, practice: Practice, at: datetime
) -> None:
    """Raises `Refused` or `TooLate` with a sentence that explains."""
    if not appointment.is_live:
        raise Refused(_("This session has been cancelled already."))
    if appointment.has_begun(at=at):
        raise TooLate(begun())
    if at >= changeable_until(appointment, by=by, practice=practice):
        raise TooLate(too_late(practice))


def begun() -> str:
    """Why nobody can change a session that is on."""
    return _("This session has begun, so it can't be moved or cancelled any more.")


def too_late(practice: Practice) -> str:
    """Why a patient can't change a session so shortly before it, and what to do instead."""
    rule = _("Sessions can be moved or cancelled until %(ahead)s before they begin.") % {
        "ahead": hours_in_words(practice.cancel_until_hours)
    }
    if practice.phone:
        instead = _(
            "It is later than that now. Please call us on %(phone)s and we will find a way."
        )
        return f"{rule} {instead % {'phone': practice.phone}}"
    return f"{rule} {_('It is later than that now. Please write to us and we will find a way.')}"


def in_words(appointment: Appointment, *, by: User, practice: Practice) -> str:
    """The rule as it stands for this person, for the page before it bites."""
    if by.pk == appointment.therapist_id:
        return _("You can move or cancel this session until it begins.")
    until = timezone.localtime(changeable_until(appointment, by=by, practice=practice))
    return _("You can move or cancel this session until %(day)s, %(time)s.") % {
        "day": date_format(until, "l j F"),
        "time": date_format(until, "H:i"),
    }


def hours_in_words(hours: int) -> str:
    """``24 hours``, ``2 days``."""
    if hours > 24 and hours % 24 == 0:
        days = hours // 24
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
