"""Reminders: planned as notices that wait, and planned again in place when a plan changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from notices.actions import withdraw_about
from notices.kinds import Later, Letter, kind
from notices.models import Channel, Notice
from scheduling import meeting
from scheduling.letters.words import about, appointment_of, key
from scheduling.models import Appointment, ReminderPlan
from scheduling.models.appointment import AppointmentQuerySet
from scheduling.reminders import Reminder, plan

KIND = "reminder"
BATCH = 300
CHANGEABLE = ["due_at", "expires_at", "try_after", "withdrawn_at", "context"]
NEAR = timedelta(hours=1)


@kind(KIND)
def reminder(notice: Notice) -> Letter | Later | None:
    """Never in quiet hours, even when the worker was away at the last moment before them.

    While the therapist is suspended it says that the session is on hold.
    """
    found = appointment_of(notice)
    if found is None:
        return None
    appointment, reader = found
    at = notice.claimed_at or timezone.now()
    quiet = ReminderPlan.objects.of([reader])[reader.pk].quiet
    if quiet is not None and (until := quiet.until(at, reader.tz)) is not None:
        return Later(until)
    zone = meeting.zone(appointment.modality, own=reader.tz)
    context = {
        "is_today": at.astimezone(zone).date() == appointment.starts_at.astimezone(zone).date(),
        "is_near": appointment.starts_at - at <= NEAR,
        "is_on_hold": not appointment.therapist.is_active,
    }
    return Letter(context=about(appointment, reader) | context)


@transaction.atomic
def remind(
    appointments: Iterable[Appointment], *, at: datetime, since: datetime | None = None
) -> None:
    """Plan the reminders of sessions that were announced at `since` (their booking or last change
    if not given), or bring what is unsent of them in line with plan, zone and phone as they are.

    What has been sent, or is just being sent, is not sent again, by no other channel either. The
    patient is reminded; a therapist sees the day's sessions on their first page.
    """
    rows = iter(appointments)
    while batch := [*islice(rows, BATCH)]:
        _remind(batch, at=at, since=since)


def remind_again(appointments: AppointmentQuerySet, *, at: datetime) -> None:
    """After a plan, a zone or a phone number has changed. Part of that verb's transaction."""
    ahead = appointments.live().filter(starts_at__gt=at).select_related("patient")
    remind(ahead.annotate(changed_at=Max("changes__at")).iterator(BATCH), at=at)


def forget(appointment: Appointment) -> None:
    """Take back the unsent reminders of a session that changes."""
    withdraw_about(about=appointment.pk, kind=KIND)


@dataclass(frozen=True)
class Promise:
    """When somebody will be reminded, and by what."""

    at: datetime
    channels: frozenset[str]


def promised(appointment: Appointment) -> list[Promise]:
    """What waits in the outbox for this session, in order."""
    return promises([appointment])[appointment.pk]


def promises(appointments: Sequence[Appointment]) -> dict[UUID, list[Promise]]:
    """The same for several sessions, by their keys."""
    keys = [str(row.pk) for row in appointments]
    waiting = [*Notice.objects.open().filter(about__in=keys, kind=KIND).defer("context")]
    return {
        row.pk: _promises([notice for notice in waiting if notice.about == str(row.pk)])
        for row in appointments
    }


def _promises(waiting: Iterable[Notice]) -> list[Promise]:
    ordered = sorted((max(each.due_at, each.try_after), each.channel) for each in waiting)
    return [
        Promise(moment, frozenset(channel for _moment, channel in notices))
        for moment, notices in groupby(ordered, key=lambda item: item[0])
    ]


def _remind(batch: list[Appointment], *, at: datetime, since: datetime | None) -> None:
    plans = ReminderPlan.objects.of({row.patient for row in batch})
    there = Notice.objects.filter(kind=KIND, about__in=[str(row.pk) for row in batch])
    known = {notice.key: notice for notice in there.select_for_update(of=("self",))}
    saved: list[Notice] = []
    for row in batch:
        own = plans[row.patient_id]
        for each in _reminders(row, own, since=since):
            siblings = [known.get(_key(each, row, channel)) for channel in Channel]
            is_settled = any(notice is not None and _is_settled(notice) for notice in siblings)
            for channel in own.channels(row.patient):
                wanted = _notice(each, row, channel, own, at=at)
                notice = known.pop(wanted.key, None)
                is_new = notice is None or notice.withdrawn_at is not None
                if is_new and (is_settled or each.due_at <= at):
                    continue
                if notice is None or (not _is_settled(notice) and _differs(notice, wanted)):
                    saved.append(wanted)
    # One statement for new rows and old ones: ten times as fast as updating each by its case.
    Notice.objects.bulk_create(
        saved, update_conflicts=True, unique_fields=["key"], update_fields=CHANGEABLE
    )
    of_no_plan = [notice.pk for notice in known.values() if not _is_settled(notice)]
    Notice.objects.open().filter(pk__in=of_no_plan).update(withdrawn_at=at)


def _reminders(row: Appointment, own: ReminderPlan, *, since: datetime | None) -> list[Reminder]:
    return plan(
        starts_at=row.starts_at,
        minutes_before=own.minutes_before,
        quiet=own.quiet,
        zone=row.patient.tz,
        since=since or getattr(row, "changed_at", None) or row.booked_at,
    )


def _key(each: Reminder, row: Appointment, channel: Channel) -> str:
    name = key(f"{KIND}:{each.minutes}", row, row.patient)
    return name if channel == Channel.EMAIL else f"{name}:{channel}"


def _notice(
    each: Reminder, row: Appointment, channel: Channel, own: ReminderPlan, *, at: datetime
) -> Notice:
    """An SMS that can't be delivered becomes an e-mail where none is sent anyway."""
    alone = own.channels(row.patient) == (Channel.SMS,)
    return Notice(
        key=_key(each, row, channel),
        kind=KIND,
        recipient=row.patient,
        channel=channel,
        about=str(row.pk),
        context={"sequence": row.sequence, "or_email": alone},
        created_at=at,
        due_at=each.due_at,
        try_after=each.due_at,
        expires_at=each.expires_at,
    )


def _is_settled(notice: Notice) -> bool:
    """Sent, in a worker's hands, or closed in another way than by taking it back."""
    return any((
        notice.sent_at, notice.claimed_at, notice.failed_at, notice.needless_at, notice.expired_at,
    ))  # fmt: skip


def _differs(notice: Notice, wanted: Notice) -> bool:
    """Whether what waits has to be changed. A pause after a failed attempt is kept."""
    if notice.attempts:
        wanted.try_after = max(wanted.due_at, notice.try_after)
    return any(getattr(notice, name) != getattr(wanted, name) for name in CHANGEABLE)
