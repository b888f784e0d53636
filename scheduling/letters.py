"""Letters about sessions: booked, moved, cancelled, tomorrow, in an hour.

They name a time and carry a link, and say nothing about why people meet. Each is written into the
outbox in the transaction of its verb under a key made of the appointment and its `sequence`, so
a move takes the old reminders back and makes new ones, and twice is once.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from notices.actions import enqueue, withdraw
from notices.kinds import Attachment, Letter, kind
from notices.models import Notice
from people.models import Practice, User
from scheduling.ics import Entry, Method, calendar_file
from scheduling.models import Appointment

# Kind of reminder: how long before the session it is due, and when it has become too late.
REMINDERS = {
    "reminder_day": (timedelta(hours=24), timedelta(hours=3)),
    "reminder_hour": (timedelta(hours=1), timedelta()),
}


def tell_booked(appointment: Appointment, *, at: datetime) -> None:
    _tell_both("appointment_booked", appointment)
    _remind(appointment, at=at)


def tell_moved(appointment: Appointment, *, at: datetime) -> None:
    _tell_both("appointment_moved", appointment)
    _remind(appointment, at=at)


def tell_cancelled(appointment: Appointment, *, at: datetime) -> None:
    if not appointment.is_over(at=at):
        _tell_both("appointment_cancelled", appointment)


def withdraw_waiting(appointment: Appointment) -> None:
    """Take back what has not been sent about the appointment as it is now. Before it changes."""
    for person in (appointment.patient, appointment.therapist):
        for name in ("appointment_booked", "appointment_moved", *REMINDERS):
            withdraw(key=key(name, appointment, person))


def key(name: str, appointment: Appointment, person: User) -> str:
    """One notice of one kind to one person about one state of an appointment."""
    return f"{name}:{appointment.pk}:{appointment.sequence}:{person.pk}"


def entry(appointment: Appointment, *, attendee: User | None = None) -> Entry:
    """The appointment for a calendar file."""
    return Entry(
        appointment=appointment.pk,
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        stamped_at=timezone.now(),
        url=_link(appointment),
        host=urlsplit(settings.SITE_URL).hostname or "attune",
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        practice=Practice.current().name,
        attendee=attendee.email if attendee is not None else "",
    )


@kind("appointment_booked")
def appointment_booked(notice: Notice) -> Letter | None:
    return _letter(notice, Method.REQUEST)


@kind("appointment_moved")
def appointment_moved(notice: Notice) -> Letter | None:
    return _letter(notice, Method.REQUEST)


@kind("appointment_cancelled")
def appointment_cancelled(notice: Notice) -> Letter | None:
    return _letter(notice, Method.CANCEL)


@kind("reminder_day")
def reminder_day(notice: Notice) -> Letter | None:
    return _letter(notice, None)


@kind("reminder_hour")
def reminder_hour(notice: Notice) -> Letter | None:
    return _letter(notice, None)


def _tell_both(name: str, appointment: Appointment) -> None:
    for person in (appointment.patient, appointment.therapist):
        enqueue(
            key=key(name, appointment, person),
            kind=name,
            recipient=person,
            about=appointment.pk,
            context={"sequence": appointment.sequence},
        )


def _remind(appointment: Appointment, *, at: datetime) -> None:
    """The patient is reminded; a therapist sees the day's sessions on their first page. What
    would be due at once is left out: the booking's own letter has just said it."""
    for name, (before, too_late) in REMINDERS.items():
        due_at = appointment.starts_at - before
        if due_at > at:
            enqueue(
                key=key(name, appointment, appointment.patient),
                kind=name,
                recipient=appointment.patient,
                about=appointment.pk,
                context={"sequence": appointment.sequence},
                due_at=due_at,
                expires_at=appointment.starts_at - too_late,
            )


def _letter(notice: Notice, method: Method | None) -> Letter | None:
    """The letter, or None when the appointment has changed since: then another one tells so."""
    appointment = Appointment.objects.with_people().filter(pk=notice.about).first()
    reader = notice.recipient
    if (
        appointment is None
        or not isinstance(reader, User)
        or appointment.sequence != notice.context["sequence"]
    ):
        return None
    attachments: tuple[Attachment, ...] = ()
    if method is not None:
        written = calendar_file(entry(appointment, attendee=reader), method)
        attachments = (Attachment("session.ics", written, f"text/calendar; method={method}"),)
    context = {
        "appointment": appointment,
        "other": appointment.other(reader),
        "cancelled_by_reader": appointment.cancelled_by_id == reader.pk,
        "link": _link(appointment),
        "therapists": settings.SITE_URL + reverse("scheduling:directory"),
        "practice": Practice.current(),
    }
    return Letter(context=context, attachments=attachments)


def _link(appointment: Appointment) -> str:
    return settings.SITE_URL + reverse("scheduling:appointment", args=[appointment.pk])
