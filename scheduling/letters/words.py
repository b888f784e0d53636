"""What every letter about a session has in it: its key, its link, its calendar entry."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from people.models import Practice, User
from scheduling import meeting
from scheduling.ics import Entry
from scheduling.models import Appointment, MissedSession


def key(name: str, appointment: Appointment, person: User) -> str:
    """One notice of one kind to one person about one state of an appointment."""
    return f"{name}:{appointment.pk}:{appointment.sequence}:{person.pk}"


def link(appointment: Appointment) -> str:
    return settings.SITE_URL + reverse("scheduling:appointment", args=[appointment.pk])


def another_time(appointment: Appointment) -> str:
    """Where its patient finds other times: by the page of the cancelled one, whose address names
    nobody, or in the directory once the care has ended."""
    if appointment.care.is_open:
        return link(appointment)
    return settings.SITE_URL + reverse("scheduling:directory")


def entry(
    appointment: Appointment, *, attendee: User | None = None, practice: Practice | None = None
) -> Entry:
    """The appointment for a calendar file."""
    practice, url = practice or Practice.current(), link(appointment)
    return Entry(
        appointment=appointment.pk,
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        stamped_at=timezone.now(),
        url=url,
        host=urlsplit(settings.SITE_URL).hostname or "attune",
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        practice=practice.name,
        place=meeting.place(appointment, practice=practice, link=url),
        attendee=attendee.email if attendee is not None else "",
    )


def appointment_of(notice: Notice) -> tuple[Appointment, User] | None:
    """The appointment and its reader, or None when it has changed since: then another letter
    tells so."""
    appointment = Appointment.objects.with_people().filter(pk=notice.about).first()
    reader = notice.recipient
    if (
        appointment is None
        or not isinstance(reader, User)
        or appointment.sequence != notice.context["sequence"]
    ):
        return None
    return appointment, reader


def about(appointment: Appointment, reader: User) -> dict[str, Any]:
    """What the templates of letters about one session are given."""
    practice = Practice.current()
    return {
        "appointment": appointment,
        "modality": appointment.modality,
        "how": meeting.in_a_letter(appointment, reader=reader, practice=practice),
        "other": appointment.other(reader),
        "cancelled_by_reader": appointment.cancelled_by_id == reader.pk,
        "is_late": MissedSession.objects.late().filter(appointment=appointment).exists(),
        "link": link(appointment),
        "times": another_time(appointment),
        "practice": practice,
    }
