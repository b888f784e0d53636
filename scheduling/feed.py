"""What a person's calendar feed holds: their sessions of the last month and all that lie ahead."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.urls import reverse

from people.models import User
from scheduling.ics import SUMMARY, Entry, feed_file
from scheduling.models import Appointment, GroupSession

BEHIND = timedelta(days=30)
LOOK_AGAIN = timedelta(hours=1)


def feed_of(person: User, *, at: datetime) -> bytes:
    """The feed as an .ics file; two queries at most. What is cancelled drops out of it.

    UID and SEQUENCE are those of the letters, so that no session stands in a calendar twice. For a
    therapist a group is one entry, however many seats of it are taken.
    """
    own = Appointment.objects.live().for_person(person).filter(ends_at__gt=at - BEHIND)
    if person.is_therapist:
        own = own.filter(group=None)
    rows = own.order_by("starts_at", "pk").annotate(
        changed_at=Coalesce(Max("changes__at"), F("booked_at"))
    )
    entries = [
        _entry(pk, starts_at, ends_at, changed_at, sequence, _page(pk))
        for pk, starts_at, ends_at, changed_at, sequence in rows.values_list(
            "pk", "starts_at", "ends_at", "changed_at", "sequence"
        )
    ]
    if person.is_therapist:
        groups = GroupSession.objects.live().filter(therapist=person, ends_at__gt=at - BEHIND)
        entries += [
            _entry(row.pk, row.starts_at, row.ends_at, row.planned_at, 0, settings.SITE_URL)
            for row in groups
        ]
    return feed_file(entries, name=f"{SUMMARY}s", every=LOOK_AGAIN)


def _page(appointment: UUID) -> str:
    return settings.SITE_URL + reverse("scheduling:appointment", args=[appointment])


def _entry(
    pk: UUID, starts_at: datetime, ends_at: datetime, changed_at: datetime, sequence: int, url: str
) -> Entry:
    return Entry(
        appointment=pk,
        sequence=sequence,
        starts_at=starts_at,
        ends_at=ends_at,
        stamped_at=changed_at,
        url=url,
        host=urlsplit(settings.SITE_URL).hostname or "attune",
        organiser=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        practice="",
    )
