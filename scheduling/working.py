"""Who can be booked, and when they work: one query, whatever the numbers, and a second one when a
patient asks for somebody who takes nobody new."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from people.models import Care, TherapistProfile, User
from scheduling.holidays import holidays_between
from scheduling.slots import NO_CAPS, Caps, Span, WeeklyRule, day_span

AROUND_THE_CLOCK = [WeeklyRule(weekday, time(), time()) for weekday in range(7)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookable:
    """A therapist who can be booked, and by which rules."""

    therapist: UUID
    zone: ZoneInfo
    licensed_until: date
    hours: list[WeeklyRule] = field(default_factory=list)
    caps: Caps = NO_CAPS
    holidays_country: str = ""
    holidays_subdivision: str = ""

    def end_of(self, window: Span) -> datetime:
        """The end of the window or, if that comes sooner, of the last day of the licence."""
        return min(window.end, day_span(self.licensed_until, 1, self.zone).end)

    def holidays_in(self, window: Span) -> Collection[date]:
        """The days on which they don't work although a weekly rule says so."""
        if not self.holidays_country:
            return ()
        first, last = (instant.astimezone(self.zone).date() for instant in window)
        return holidays_between(
            self.holidays_country, self.holidays_subdivision, first, last
        ).keys()


def bookable_therapists(
    therapists: Collection[UUID],
    *,
    modality: str = "",
    patient: User | None,
    is_known: bool,
    is_new: bool,
    own_rules: bool,
) -> list[Bookable]:
    """Those in practice with a licence on file, with the hours in which they meet people that way
    (any way if `modality` is empty). For a new booking (`is_new`) by their `own_rules`: those who
    have not paused, and who take new patients unless this one `is_known` or has an open care with
    them. Without `own_rules` they work around the clock and have neither caps nor holidays."""
    is_asked = is_new and own_rules
    rows = _in_practice(not_paused=is_asked).filter(user_id__in=therapists)
    found: dict[UUID, Bookable] = {}
    takes_nobody_new: set[UUID] = set()
    for therapist, zone, licensed_until, accepts, daily, weekly, country, part, *hours in rows:
        if not accepts:
            takes_nobody_new.add(therapist)
        one = found.get(therapist)
        if one is None:
            one = found[therapist] = Bookable(
                therapist=therapist,
                zone=ZoneInfo(zone),
                licensed_until=licensed_until,
                caps=Caps(daily=daily, weekly=weekly),
                holidays_country=country or "",
                holidays_subdivision=part or "",
            )
        weekday, opens, closes, since, until, meets = hours
        if weekday is not None and (not (modality and meets) or meets == modality):
            rule = WeeklyRule(weekday, opens, closes, since or date.min, until or date.max)
            one.hours.append(rule)
    if is_asked and not is_known and takes_nobody_new:
        theirs = _therapists_of(patient, among=takes_nobody_new)
        for stranger in takes_nobody_new - theirs:
            del found[stranger]
    if own_rules:
        return list(found.values())
    return [
        Bookable(
            therapist=one.therapist,
            zone=one.zone,
            licensed_until=one.licensed_until,
            hours=AROUND_THE_CLOCK,
        )
        for one in found.values()
    ]


def _therapists_of(patient: User | None, *, among: Collection[UUID]) -> set[UUID]:
    """Those of these therapists with whom the patient has an open care."""
    if patient is None:
        return set()
    cares = Care.objects.open().filter(patient=patient, therapist__in=among)
    return set(cares.values_list("therapist_id", flat=True))


@cache
def _in_practice(*, not_paused: bool) -> QuerySet[TherapistProfile, tuple[Any, ...]]:
    """A row for each stretch of hours of each therapist, and one for who has none.

    Built once and only filtered further: following thirteen relations takes Django longer than the
    answer takes the database.
    """
    profiles = TherapistProfile.objects.filter(
        user__is_active=True, left_at=None, licence_expires_on__isnull=False
    ).exclude(licence_number="")
    if not_paused:
        profiles = profiles.filter(user__booking_rules__paused_at=None)
    return profiles.order_by().values_list(
        "user_id",
        "user__time_zone",
        "licence_expires_on",
        "accepting_new_patients",
        *(
            f"user__booking_rules__{name}"
            for name in ("daily_cap", "weekly_cap", "holidays_country", "holidays_subdivision")
        ),
        *(
            f"user__weekly_hours__{name}"
            for name in ("weekday", "opens", "closes", "since", "until", "modality")
        ),
    )
