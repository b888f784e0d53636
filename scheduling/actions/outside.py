"""Calendars that a therapist keeps elsewhere: their events are busy time here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling import elsewhere, fetching
from scheduling.errors import CalendarTrouble
from scheduling.letters.outside import tell_troubled
from scheduling.locking import lock
from scheduling.models import Appointment, GroupSession, OutsideBusy, OutsideCalendar, Trouble
from scheduling.models.outside import UNDO
from scheduling.slots import DAY, Span

MOST_CALENDARS = 10
BEHIND = 7 * DAY
AHEAD = 2 * 365 * DAY
"""The furthest that a practice can let people book, and a year: so far a calendar is spelled out,
and so long it goes on counting in full when it can't be read any more."""

UNKNOWN = 20 * 365 * DAY
"""How much beyond that is busy, because nobody knows."""

PATIENCE_OF_A_PERSON = 10.0
PATIENCE_OF_THE_WORKER = 20.0
AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Copy:
    """What a calendar said when it was read."""

    content_hash: str
    covers_until: datetime
    busy: list[Span] | None
    """None when it is what we know already."""


def add_calendar(*, actor: User, name: str, url: str, at: datetime) -> OutsideCalendar:
    """Read this calendar from now on and offer nothing while it says busy.

    It is read once before anything is kept. Raises `Refused` when that fails, when it is read
    already, or when there are too many.
    """
    access.require(actor, Action.KEEP_HOURS)
    url = as_https(url)
    _require_room(actor, url)
    try:
        copy = _look(url, therapist=actor, at=at, seconds=PATIENCE_OF_A_PERSON)
    except CalendarTrouble as trouble:
        raise Refused(in_words(trouble.trouble)) from None
    with transaction.atomic():
        lock(therapist=actor)
        _require_room(actor, url)
        calendar = OutsideCalendar.objects.create(
            therapist=actor,
            name=name,
            url=url,
            added_at=at,
            tried_at=at,
            read_at=at,
            covers_until=copy.covers_until,
            content_hash=copy.content_hash,
        )
        _replace(calendar, copy)
        audit.record("outside_calendar.add", actor=actor, row=calendar)
    return calendar


def remove_calendar(*, actor: User, calendar: OutsideCalendar, at: datetime) -> None:
    """Its events stop counting at once. It can be put back for an hour; then it is forgotten."""
    _require_own(actor, calendar)
    with transaction.atomic():
        lock(therapist=actor)
        OutsideCalendar.objects.kept().filter(pk=calendar.pk).update(removed_at=at)
        audit.record("outside_calendar.remove", actor=actor, row=calendar)


def restore_calendar(*, actor: User, calendar: OutsideCalendar, at: datetime) -> None:
    """Count its events again, as they were last seen, and have it read anew."""
    _require_own(actor, calendar)
    with transaction.atomic():
        lock(therapist=actor)
        removed = OutsideCalendar.objects.just_removed(at=at).filter(pk=calendar.pk)
        if not removed.update(removed_at=None, tried_at=None):
            raise Refused(_("It is too late to put this calendar back. Please add it again."))
        audit.record("outside_calendar.restore", actor=actor, row=calendar)


def read_now(*, actor: User, calendar: OutsideCalendar, at: datetime) -> None:
    """Read it at once, for somebody who waits. Raises `Refused` when it can't be, or just was."""
    _require_own(actor, calendar)
    if not OutsideCalendar.objects.claimable(at=at).filter(pk=calendar.pk).update(tried_at=at):
        raise Refused(_("It was read a moment ago. In two minutes you can read it again."))
    calendar.tried_at = at
    trouble = _read(calendar, at=at, seconds=PATIENCE_OF_A_PERSON)
    if trouble is not None:
        raise Refused(in_words(trouble))


def calendars_due(*, at: datetime) -> list[UUID]:
    """Which to read next, those that have waited longest first; so many that a minute is enough."""
    due = OutsideCalendar.objects.due(at=at).order_by("tried_at")
    return list(due.values_list("pk", flat=True)[:AT_ONCE])


def read_calendar(*, calendar_pk: UUID | str, at: datetime) -> bool:
    """Read one if it is due and nobody else reads it. Says whether there is a new good copy."""
    due = OutsideCalendar.objects.due(at=at).filter(pk=calendar_pk)
    if not due.update(tried_at=at):
        return False
    calendar = OutsideCalendar.objects.select_related("therapist").get(pk=calendar_pk)
    return _read(calendar, at=at, seconds=PATIENCE_OF_THE_WORKER) is None


def forget_calendars(*, at: datetime) -> int:
    """Delete those that were taken away for good, and those of therapists who have left."""
    has_left = Q(therapist__therapist_profile__left_at__isnull=False)
    gone = OutsideCalendar.objects.filter(Q(removed_at__lte=at - UNDO) | has_left)
    count = gone.count()
    gone.delete()
    return count


def as_https(url: str) -> str:
    """Calendars give their address as ``webcal:``, which is https by another name."""
    url = url.strip()
    scheme, separator, rest = url.partition("://")
    return f"https://{rest}" if scheme.lower() in ("webcal", "webcals") and separator else url


def in_words(trouble: Trouble) -> str:
    """What the matter is and what to do now."""
    return {
        Trouble.NOT_ALLOWED: _(
            "We don’t read from that address. It has to be a public one that begins with https:// "
            "(or webcal://), without a name, password or port in it."
        ),
        Trouble.UNREACHABLE: _(
            "Nothing answered at that address. Please copy it again from your calendar."
        ),
        Trouble.REFUSED: _(
            "The calendar refused to be read. Look for its secret address in iCal format, not for "
            "the page that you see it on."
        ),
        Trouble.TOO_SLOW: _("The calendar took too long to answer. Please try again later."),
        Trouble.TOO_BIG: _(
            "This calendar is too big to read, or repeats something too often. A calendar with "
            "fewer events works."
        ),
        Trouble.NOT_A_CALENDAR: _(
            "What came back is not a calendar we can read whole. Look for the address in iCal "
            "format; it often ends in .ics."
        ),
    }[trouble]


def _require_own(actor: User, calendar: OutsideCalendar) -> None:
    access.require(actor, Action.KEEP_HOURS)
    if calendar.therapist_id != actor.pk:
        raise Http404


def _require_room(therapist: User, url: str) -> None:
    known = list(OutsideCalendar.objects.kept().filter(therapist=therapist))
    if any(calendar.url == url for calendar in known):
        raise Refused(_("This calendar is read already."))
    if len(known) >= MOST_CALENDARS:
        raise Refused(
            _("You can have %(count)d calendars read. Take one away first.")
            % {"count": MOST_CALENDARS}
        )


def _read(calendar: OutsideCalendar, *, at: datetime, seconds: float) -> Trouble | None:
    """Read it and keep the copy, or keep the one before and say what the matter is.

    The caller has claimed it by setting `tried_at`. Whoever finds another claim in its place has
    been too slow and changes nothing.
    """
    try:
        copy = _look(
            calendar.url, therapist=calendar.therapist, at=at, seconds=seconds, known=calendar
        )
    except CalendarTrouble as error:
        _note_trouble(calendar, error.trouble, at=at)
        return error.trouble
    with transaction.atomic():
        lock(therapist=calendar.therapist)
        claimed = OutsideCalendar.objects.kept().filter(pk=calendar.pk, tried_at=at)
        if claimed.update(
            read_at=at,
            covers_until=copy.covers_until,
            content_hash=copy.content_hash,
            trouble="",
            troubled_since=None,
        ):
            _replace(calendar, copy)
    return None


def _look(
    url: str,
    *,
    therapist: User,
    at: datetime,
    seconds: float,
    known: OutsideCalendar | None = None,
) -> Copy:
    """Fetch and understand it. Raises `CalendarTrouble`."""
    written = fetching.fetch(url, seconds=seconds)
    today = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    window = Span(today - BEHIND, today + AHEAD)
    told = elsewhere.without_stamps(written) + therapist.time_zone.encode()
    content_hash = hashlib.sha256(told).hexdigest()
    if known is not None and (known.content_hash, known.covers_until) == (content_hash, window.end):
        return Copy(content_hash, window.end, None)
    found = elsewhere.read(written, window=window, zone=therapist.tz, site=settings.SITE_URL)
    mine = _own(therapist, list(found.ours))
    others = [span for pk, spans in found.ours.items() if pk not in mine for span in spans]
    return Copy(content_hash, window.end, elsewhere.joined([*found.busy, *others]))


def _own(therapist: User, ids: Sequence[UUID]) -> set[UUID]:
    """Which of these are sessions that this therapist gives: busy by themselves, and free again
    when they are cancelled here, whatever the other calendar still shows."""
    return {
        pk
        for model in (Appointment, GroupSession)
        for pk in model.objects.filter(therapist=therapist, pk__in=ids).values_list("pk", flat=True)
    }


def _replace(calendar: OutsideCalendar, copy: Copy) -> None:
    """Make the kept spans those of the copy; only what differs is written."""
    if copy.busy is None:
        return
    unknown = Span(copy.covers_until, copy.covers_until + UNKNOWN)
    wanted = {*copy.busy, unknown}
    kept = {
        Span(start, end): pk
        for pk, start, end in calendar.busy.values_list("pk", "starts_at", "ends_at")
    }
    calendar.busy.filter(pk__in=[kept[span] for span in kept.keys() - wanted]).delete()
    OutsideBusy.objects.bulk_create(
        OutsideBusy(
            calendar=calendar,
            therapist_id=calendar.therapist_id,
            starts_at=span.start,
            ends_at=span.end,
        )
        for span in sorted(wanted - kept.keys())
    )


def _note_trouble(calendar: OutsideCalendar, trouble: Trouble, *, at: datetime) -> None:
    with transaction.atomic():
        claimed = OutsideCalendar.objects.kept().filter(pk=calendar.pk, tried_at=at)
        if not claimed.update(trouble=trouble):
            return
        if claimed.filter(troubled_since=None).update(troubled_since=at):
            tell_troubled(calendar, since=at)
