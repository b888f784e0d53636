"""Who can be booked, and when they work: two queries, whatever the numbers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from people.models import Care, TherapistProfile, User
from scheduling.holidays import holidays_between
from scheduling.models import WeeklyHours
from scheduling.slots import NO_CAPS, Caps, Span, WeeklyRule, day_span

Rules = dict[UUID, list[WeeklyRule]]
AROUND_THE_CLOCK = [WeeklyRule(weekday, time(), time()) for weekday in range(7)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookable:
    """A therapist who can be booked, and by which rules."""

    therapist: UUID
    zone: ZoneInfo
    licensed_until: date | None
    caps: Caps = NO_CAPS
    holidays_country: str = ""
    holidays_subdivision: str = ""

    def end_of(self, window: Span) -> datetime:
        """The end of the window or, if that comes sooner, of the last day of the licence."""
        if self.licensed_until is None:
            return window.end
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
    patient: User | None,
    is_known: bool,
    is_new: bool,
    own_rules: bool,
) -> list[Bookable]:
    """Those in practice. For a new booking (`is_new`) by their `own_rules`: those who have not
    paused, and who take new patients unless this one `is_known` or has an open care with them."""
    profiles = TherapistProfile.objects.filter(
        user_id__in=therapists, user__is_active=True, left_at=None
    )
    if is_new and own_rules:
        profiles = profiles.filter(user__booking_rules__paused_at=None)
        if not is_known:
            welcome = Q(accepting_new_patients=True)
            if patient is not None:
                theirs = Care.objects.open().filter(patient=patient, therapist=OuterRef("user_id"))
                welcome |= Q(Exists(theirs))
            profiles = profiles.filter(welcome)
    rows = profiles.order_by().values_list(
        "user_id",
        "user__time_zone",
        "licence_expires_on",
        "user__booking_rules__daily_cap",
        "user__booking_rules__weekly_cap",
        "user__booking_rules__holidays_country",
        "user__booking_rules__holidays_subdivision",
    )
    if not own_rules:
        return [
            Bookable(therapist=therapist, zone=ZoneInfo(zone), licensed_until=licensed_until)
            for therapist, zone, licensed_until, *_own in rows
        ]
    return [
        Bookable(
            therapist=therapist,
            zone=ZoneInfo(zone),
            licensed_until=licensed_until,
            caps=Caps(daily=daily, weekly=weekly),
            holidays_country=country or "",
            holidays_subdivision=subdivision or "",
        )
        for therapist, zone, licensed_until, daily, weekly, country, subdivision in rows
    ]


def weekly_rules(therapists: Collection[UUID], *, modality: str) -> Rules:
    """The hours in which they meet people that way; any way if it is empty."""
    rules: Rules = defaultdict(list)
    hours = WeeklyHours.objects.filter(therapist__in=therapists).order_by()
    columns = ("therapist_id", "weekday", "opens", "closes", "since", "until", "modality")
    for therapist, weekday, opens, closes, since, until, meets in hours.values_list(*columns):
        if not (modality and meets) or meets == modality:
            rule = WeeklyRule(weekday, opens, closes, since or date.min, until or date.max)
            rules[therapist].append(rule)
    return rules
