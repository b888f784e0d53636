"""Booked, moved, cancelled: the letters that carry a calendar file."""

from notices.actions import enqueue
from notices.kinds import Attachment, Letter, kind
from notices.models import Notice
from scheduling.ics import Method, calendar_file
from scheduling.letters.words import about, appointment_of, entry, key
from scheduling.models import Appointment


@kind("appointment_booked")
def appointment_booked(notice: Notice) -> Letter | None:
    return _letter(notice, Method.REQUEST)


@kind("appointment_moved")
def appointment_moved(notice: Notice) -> Letter | None:
    return _letter(notice, Method.REQUEST)


@kind("appointment_cancelled")
def appointment_cancelled(notice: Notice) -> Letter | None:
    return _letter(notice, Method.CANCEL)


def tell_both(name: str, appointment: Appointment) -> None:
    for person in (appointment.patient, appointment.therapist):
        enqueue(
            key=key(name, appointment, person),
            kind=name,
            recipient=person,
            about=appointment.pk,
            context={"sequence": appointment.sequence},
        )


def _letter(notice: Notice, method: Method) -> Letter | None:
    found = appointment_of(notice)
    if found is None:
        return None
    appointment, reader = found
    written = calendar_file(entry(appointment, attendee=reader), method)
    return Letter(
        context=about(appointment, reader),
        attachments=(Attachment("session.ics", written, f"text/calendar; method={method}"),),
    )
