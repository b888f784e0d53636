"""Laws of free time that hold whatever the hours, the zone and what is taken.

`make test-long` tries each on 10,000 examples.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from scheduling.slots import (
    DAY,
    MIDNIGHT,
    Caps,
    Span,
    Taken,
    Wanted,
    WeeklyRule,
    by_day,
    fitting,
    kept_clear,
    merge,
    openings,
    subtract,
    under_caps,
)
from tests.scheduling.hours_seen import free_slots_of

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
FIFTY = timedelta(minutes=50)

ODD_ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",  # its winter is the daylight saving time, backwards
    "America/St_Johns",
    "Australia/Lord_Howe",  # moves by half an hour
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Africa/Casablanca",  # back an hour for Ramadan
    "Africa/El_Aaiun",
    "Pacific/Apia",  # jumped the date line
    "Pacific/Kiritimati",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "Asia/Beirut",  # at midnight
    "Asia/Tehran",
    "Asia/Gaza",
    "Asia/Pyongyang",
    "America/Caracas",
    "America/Scoresbysund",
    "Antarctica/Troll",  # moves by two hours
    "Antarctica/Casey",
)
ZONES = st.one_of(
    st.sampled_from(ODD_ZONES), st.sampled_from(sorted(available_timezones() - {"localtime"}))
).map(ZoneInfo)
# From Samoa's date line jump to a few years ahead, on quarters of an hour.
FIRST_DAY, DAYS = date(2011, 12, 1), 18 * 366
INSTANTS = st.integers(0, DAYS * 96).map(
    lambda quarters: datetime(2011, 12, 1, tzinfo=UTC) + quarters * QUARTER
)
WINDOWS = st.builds(
    lambda start, quarters: Span(start, start + quarters * QUARTER),
    INSTANTS,
    st.integers(1, 21 * 96),
)
LENGTHS = st.sampled_from([timedelta(minutes=m) for m in (15, 25, 45, 50, 60, 90, 180)])
STEPS = st.sampled_from([timedelta(minutes=m) for m in (15, 30, 45, 60)])
BUFFERS = st.sampled_from([timedelta(minutes=m) for m in (0, 0, 5, 15, 60)])
WANTED = st.builds(Wanted, length=LENGTHS, step=STEPS, before=BUFFERS, after=BUFFERS)


@st.composite
def rules_around(draw: st.DrawFn, window: Span) -> list[WeeklyRule]:
    """Some for ever, some that begin or end near the window, some for one day of it."""
    near = window.start.date()
    rules = []
    for _number in range(draw(st.integers(0, 8))):
        opens, closes = sorted(draw(st.tuples(st.integers(0, 95), st.integers(0, 95))))
        kind = draw(st.sampled_from(["ever", "ever", "from", "until", "one day"]))
        day = near + draw(st.integers(-3, 24)) * DAY
        rules.append(
            WeeklyRule(
                day.weekday() if kind == "one day" else draw(st.integers(0, 6)),
                time(opens // 4, opens % 4 * 15),
                time((closes + 1) // 4 % 24, (closes + 1) % 4 * 15),
                day if kind in ("from", "one day") else date.min,
                day if kind in ("until", "one day") else date.max,
            )
        )
    return rules


class Situation:
    """A therapist's hours, closed days and taken time, seen through a window."""

    def __init__(
        self,
        window: Span,
        zone: ZoneInfo,
        rules: list[WeeklyRule],
        closed: set[date],
        taken: list[Taken],
    ) -> None:
        self.window, self.zone, self.rules = window, zone, rules
        self.closed, self.taken = closed, taken

    def __repr__(self) -> str:
        return f"{self.window} {self.zone} {self.rules} {self.closed} {self.taken}"

    def opened(self) -> list[Span]:
        pieces = openings(self.rules, self.zone, self.window, self.closed)
        return merge(Span(piece.start, piece.end) for piece in pieces)

    def slots(self, wanted: Wanted, window: Span | None = None) -> list[Span]:
        return free_slots_of(
            rules=self.rules,
            zone=self.zone,
            busy=kept_clear(self.taken, wanted),
            window=window or self.window,
            length=wanted.length,
            step=wanted.step,
            closed=self.closed,
        )

    def later(self, by: timedelta) -> "Situation":
        def moved(day: date) -> date:
            return day if day in (date.min, date.max) else day + by

        return Situation(
            Span(self.window.start + by, self.window.end + by),
            self.zone,
            [rule._replace(first=moved(rule.first), last=moved(rule.last)) for rule in self.rules],
            {day + by for day in self.closed},
            [one._replace(start=one.start + by, end=one.end + by) for one in self.taken],
        )


@st.composite
def situations(draw: st.DrawFn, zones: st.SearchStrategy[ZoneInfo] = ZONES) -> Situation:
    window = draw(WINDOWS)
    quarters = int((window.end - window.start) / QUARTER)
    taken = st.builds(
        lambda offset, length, before, after, is_session: Taken(
            window.start + offset * QUARTER,
            window.start + (offset + length) * QUARTER,
            before if is_session else timedelta(),
            after if is_session else timedelta(),
            is_session,
        ),
        st.integers(-8, quarters),
        st.integers(1, 40),
        BUFFERS,
        BUFFERS,
        st.booleans(),
    )
    closed = st.sets(st.integers(0, 21).map(lambda days: window.start.date() + days * DAY))
    return Situation(
        window,
        draw(zones),
        draw(rules_around(window)),
        draw(closed),
        draw(st.lists(taken, max_size=12)),
    )


def on_the_wall(rule: WeeklyRule, wall: datetime, closed: set[date]) -> bool:
    """Whether a clock that reads `wall` reads a time inside the rule."""
    day = wall.date()
    return (
        rule.weekday == wall.weekday()
        and rule.first <= day <= rule.last
        and (day not in closed or rule.is_exception)
        and rule.opens <= wall.time()
        and (rule.closes == MIDNIGHT or wall.time() < rule.closes)
    )


def quarters_of(span: Span) -> list[datetime]:
    """The quarters of an hour that a span touches: hours, clock changes and what is taken all
    begin and end on one."""
    minutes = timedelta(minutes=span.start.minute % 15)
    instants = [span.start - minutes]
    while instants[-1] + QUARTER < span.end:
        instants.append(instants[-1] + QUARTER)
    return instants


def total(spans: list[Span]) -> timedelta:
    return sum((span.end - span.start for span in spans), timedelta())


def inside(spans: list[Span], window: Span) -> list[Span]:
    """The instants of `spans` in the window: everything, minus what isn't the window."""
    return subtract(spans, subtract(spans, [window]))


@given(situations(), WANTED)
def test_free_busy_and_closed_cover_the_window_once(at: Situation, wanted: Wanted) -> None:
    busy, opened = kept_clear(at.taken, wanted), at.opened()
    free = subtract(opened, busy)
    closed = subtract([at.window], [*opened, *busy])
    taken = inside(merge(busy), at.window)
    assert merge([*free, *closed, *taken]) == [at.window]
    assert total(free) + total(closed) + total(taken) == at.window.end - at.window.start
    assert all(a.end <= b.start for a, b in pairwise(free))


@given(situations())
def test_open_means_that_the_clock_on_the_wall_reads_a_time_inside_a_rule(at: Situation) -> None:
    opened = {instant for span in at.opened() for instant in quarters_of(span)}
    for instant in quarters_of(at.window):
        wall = instant.astimezone(at.zone)
        reads = any(on_the_wall(rule, wall, at.closed) for rule in at.rules)
        assert (instant in opened) == reads


@given(situations(), WANTED)
def test_the_slots_are_exactly_the_starts_on_the_grid_that_are_open_and_clear(
    at: Situation, wanted: Wanted
) -> None:
    """Found the slow way: every quarter of an hour is asked whether somebody could start there."""
    opened = {instant for span in at.opened() for instant in quarters_of(span)}
    busy = kept_clear(at.taken, wanted)

    def is_on_grid(instant: datetime) -> bool:
        wall = instant.astimezone(at.zone).replace(tzinfo=None, fold=0)
        return any(
            on_the_wall(rule, wall, at.closed)
            and (wall - datetime.combine(wall, rule.opens)) % wanted.step == timedelta()
            for rule in at.rules
        )

    def fits(slot: Span) -> bool:
        return (
            at.window.holds(slot)
            and opened.issuperset(quarters_of(slot))
            and not any(slot.overlaps(span) for span in busy)
        )

    expected = [
        Span(start, start + wanted.length)
        for start in quarters_of(at.window)
        if start in opened and is_on_grid(start)
    ]
    assert at.slots(wanted) == [slot for slot in expected if fits(slot)]


@given(situations(), WANTED)
def test_no_slot_overlaps_what_is_taken_nor_comes_closer_than_the_buffers(
    at: Situation, wanted: Wanted
) -> None:
    for slot in at.slots(wanted):
        for taken in at.taken:
            before = max(taken.after, wanted.before) if taken.is_session else timedelta()
            after = max(taken.before, wanted.after) if taken.is_session else timedelta()
            assert slot.start - taken.end >= before or taken.start - slot.end >= after


@given(situations(), WANTED, st.integers(0, 40), st.integers(0, 40))
def test_looking_through_a_smaller_window_shows_the_same_slots(
    at: Situation, wanted: Wanted, later: int, sooner: int
) -> None:
    small = Span(at.window.start + later * QUARTER, at.window.end - sooner * QUARTER)
    if small.start < small.end:
        whole = at.slots(wanted)
        assert at.slots(wanted, small) == [slot for slot in whole if small.holds(slot)]


@given(situations(st.just(ZoneInfo("Asia/Kathmandu"))), WANTED, st.integers(-52, 52))
def test_moving_the_window_by_weeks_moves_the_answer(
    at: Situation, wanted: Wanted, weeks: int
) -> None:
    """In a zone whose clock never changes."""
    by = timedelta(weeks=weeks)
    moved = [Span(slot.start + by, slot.end + by) for slot in at.slots(wanted)]
    assert at.later(by).slots(wanted) == moved


@given(situations(), ZONES)
def test_every_viewer_is_offered_the_same_slots(at: Situation, viewer: ZoneInfo) -> None:
    slots = at.slots(Wanted(length=FIFTY, step=HOUR))
    days = by_day(slots, viewer)
    assert [slot for _, group in days for slot in group] == slots
    for day, group in days:
        assert {slot.start.astimezone(viewer).date() for slot in group} == {day}


@given(situations(), WANTED, st.integers(0, 60))
def test_asking_about_one_start_agrees_with_the_list(
    at: Situation, wanted: Wanted, which: int
) -> None:
    slots = at.slots(wanted)
    free = subtract(at.opened(), kept_clear(at.taken, wanted))
    assert fitting([slot.start for slot in slots], free, wanted.length) == slots
    for slot in slots[which : which + 1]:
        assert at.slots(wanted, slot) == [slot]


@given(situations(), WANTED, st.integers(0, 4), st.integers(0, 9), st.data())
def test_however_one_books_caps_are_kept_and_used_up(
    at: Situation, wanted: Wanted, daily: int, weekly: int, data: st.DataObject
) -> None:
    caps = Caps(daily=daily, weekly=weekly)
    at.taken = [one for one in at.taken if not one.is_session]
    booked: list[datetime] = []
    while slots := under_caps(at.slots(wanted), booked, at.zone, caps):
        slot = data.draw(st.sampled_from(slots))
        booked.append(slot.start)
        at.taken.append(Taken(slot.start, slot.end))
    days = [start.astimezone(at.zone).date() for start in booked]
    per_day, per_week = Counter(days), Counter(day - day.weekday() * DAY for day in days)
    assert all(number <= daily for number in per_day.values())
    assert all(number <= weekly for number in per_week.values())
    for slot in at.slots(wanted):
        day = slot.start.astimezone(at.zone).date()
        assert per_day[day] == daily or per_week[day - day.weekday() * DAY] == weekly
