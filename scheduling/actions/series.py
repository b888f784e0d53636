"""Book sessions that repeat."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit
from scheduling import letters
from scheduling.actions.enter import enter
from scheduling.actions.fitting import is_acquainted, services_between
from scheduling.actions.hold import release
from scheduling.approval import asks_first
from scheduling.errors import NotForYou
from scheduling.locking import lock
from scheduling.models import Audience, Hold, Series, Service
from scheduling.recurrence import FEWEST, Rule, occurrences
from scheduling.series.plan import asking_for
from scheduling.series.sight import look
from scheduling.series.together import all_or_nothing, require_together


def book_series(
    *,
    actor: User,
    care: Care,
    service: Service,
    rule: Rule,
    starts: Mapping[date, datetime],
    at: datetime,
    hold: Hold | None = None,
) -> Series:
    """Book all of these sessions or none.

    `starts` says for the days of the `rule` when each session begins, at the rule's time or at
    another that was picked; days it doesn't name are left out. Every time is checked: patients keep
    to the times that are offered to them, therapists may look past their own hours but over nothing
    that is taken. Raises `NotAllFree`, or `NotForYou` when this person can't repeat that service.
    """
    access.require(actor, Action.BOOK, care)
    if not set(starts) <= {one.day for one in occurrences(rule)}:
        raise Refused(_("Those are not the days of this series. Please look at it again."))
    if len(starts) < FEWEST:
        raise Refused(_("A series has two sessions at least. To book a single one, choose a time."))
    with all_or_nothing():
        lock(therapist=care.therapist, patient=care.patient)
        care.refresh_from_db(fields=["ended_at"])
        access.require(actor, Action.BOOK, care)
        if service not in repeatable(actor=actor, care=care):
            raise NotForYou(_("This kind of session can’t be repeated. Choose another kind."))
        _require_free(actor=actor, care=care, service=service, starts=starts, at=at, hold=hold)
        series = Series.objects.create(
            care=care,
            service=service,
            frequency=rule.rhythm.value,
            interval=rule.interval,
            first_on=rule.first_on,
            wall_time=rule.wall_time,
            zone=rule.zone.key,
            count=rule.count,
            until=rule.until,
            made_by=actor,
            made_at=at,
        )
        if hold is not None:
            release(token=hold.token)
        sessions = [
            enter(
                care=care,
                service=service,
                starts_at=start,
                at=at,
                by=actor,
                told=False,
                series=series,
                series_day=day,
            )
            for day, start in sorted(starts.items())
        ]
        letters.remind(sessions, at=at, since=at)
        letters.tell_series("series_booked", series, sessions)
        audit.record(
            "series.book", actor=actor, row=series, care=care, detail={"sessions": len(sessions)}
        )
    return series


def repeatable(*, actor: User, care: Care) -> list[Service]:
    """The kinds of session that this person may make a series of, the most usual first.

    A first consultation isn't repeated, and nobody repeats before they have met. A patient whose
    therapist answers every request first asks them for a series.
    """
    if actor.pk == care.therapist_id:
        offered = Service.objects.offered().single().by(care.therapist)
        return _last_held_first(list(offered.exclude(audience=Audience.NEW)), care)
    two = {"patient": care.patient, "therapist": care.therapist}
    if not is_acquainted(**two) or asks_first(**two):
        return []
    theirs = services_between(**two)
    return list(theirs.exclude(audience=Audience.NEW))


def _last_held_first(services: list[Service], care: Care) -> list[Service]:
    """In their order, but for the kind of the latest session the two held, which comes first."""
    latest = (
        care.appointments.alone()
        .filter(service__in=services, missed=None, ends_at__lte=timezone.now())
        .order_by("-starts_at")
        .values_list("service_id", flat=True)
        .first()
    )
    return sorted(services, key=lambda service: service.pk != latest)


def _require_free(
    *,
    actor: User,
    care: Care,
    service: Service,
    starts: Mapping[date, datetime],
    at: datetime,
    hold: Hold | None,
) -> None:
    sight = look(
        care=care,
        wanted=service.wanted,
        starts=sorted(starts.values()),
        at=at,
        asking=asking_for(actor, care, hold=hold),
        viewer=actor,
    )
    require_together(sight, {day.isoformat(): start for day, start in starts.items()})
