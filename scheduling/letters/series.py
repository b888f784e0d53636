"""One letter about many sessions: a series that was booked, moved or cancelled.

It lists them all and carries one calendar file with every session under its own UID, so that later
letters move or cancel one of them alone. Sessions that have changed since it was written are left
out: another letter tells of them.
"""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from notices.actions import enqueue
from notices.kinds import Attachment, Letter, kind
from notices.models import Notice
from people.models import Practice, User
from scheduling.ics import sessions_file
from scheduling.letters.words import another_time, entry
from scheduling.models import Appointment, Series


@kind("series_booked")
def series_booked(notice: Notice) -> Letter | None:
    return _letter(notice)


@kind("series_moved")
def series_moved(notice: Notice) -> Letter | None:
    return _letter(notice)


@kind("series_cancelled")
def series_cancelled(notice: Notice) -> Letter | None:
    return _letter(notice, struck_out=True)


def tell_series(name: str, series: Series, sessions: Sequence[Appointment]) -> None:
    """One letter to each of the two about all of these. What stands in the key tells one change of
    a series from the next."""
    state = sum(appointment.sequence for appointment in sessions)
    for person in (sessions[0].patient, sessions[0].therapist):
        enqueue(
            key=f"{name}:{series.pk}:{sessions[0].pk}:{len(sessions)}:{state}:{person.pk}",
            kind=name,
            recipient=person,
            about=series.pk,
            context={"sequences": {str(one.pk): one.sequence for one in sessions}},
        )


def _letter(notice: Notice, *, struck_out: bool = False) -> Letter | None:
    series = Series.objects.filter(pk=notice.about).first()
    reader = notice.recipient
    if series is None or not isinstance(reader, User):
        return None
    sequences = notice.context["sequences"]
    rows = Appointment.objects.filter(pk__in=list(sequences)).with_people().order_by("starts_at")
    sessions = [one for one in rows if one.sequence == sequences[str(one.pk)]]
    if not sessions:
        return None
    practice = Practice.current()
    context = {
        "series": series,
        "sessions": sessions,
        "modality": sessions[0].modality,
        "other": sessions[0].other(reader),
        "cancelled_by_reader": sessions[0].cancelled_by_id == reader.pk,
        "link": settings.SITE_URL + reverse("scheduling:series", args=[series.pk]),
        "times": another_time(sessions[0]),
        "practice": practice,
    }
    entries = [entry(one, practice=practice) for one in sessions]
    written = sessions_file(entries, struck_out=struck_out)
    return Letter(
        context=context,
        attachments=(Attachment("sessions.ics", written, "text/calendar; method=PUBLISH"),),
    )
