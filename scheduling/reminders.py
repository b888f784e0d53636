"""When somebody is reminded of a session: arithmetic with no database in it.

A reminder belongs so many minutes before a session. One that would come in the person's quiet
hours comes at the last moment before they begin. Moved so, it gives way when it lands near another
one, and of several moved to the same evening the one that belongs nearest to the session goes out.
It has become too late where it would meet the next one, at the latest when the session begins.

Quiet hours are wall-clock time and read like a therapist's hours (`scheduling.slots`): it is quiet
when the clock on the person's wall reads a time inside them, whatever the clocks have done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from scheduling.slots import DAY, SECOND, Span, WeeklyRule, merge, openings

LEAD = timedelta(minutes=5)
"""How long before quiet hours what would come in them is sent: it must have arrived by then."""
NEAR = timedelta(hours=2)
"""Two reminders closer than this tell the same thing."""
MIDNIGHT = time()
EVERY_DAY = range(7)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Every day between two wall-clock times; from 22:00 until 08:00 runs over midnight."""

    begin: time
    end: time

    def covers(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether it is quiet then."""
        reads = at.astimezone(zone).time()
        if self.begin < self.end:
            return self.begin <= reads < self.end
        return reads >= self.begin or reads < self.end

    def rules(self) -> list[WeeklyRule]:
        if self.begin < self.end or self.end == MIDNIGHT:
            return [WeeklyRule(day, self.begin, self.end) for day in EVERY_DAY]
        over = [WeeklyRule(day, self.begin, MIDNIGHT) for day in EVERY_DAY]
        return over + [WeeklyRule(day, MIDNIGHT, self.end) for day in EVERY_DAY]

    def stretches(self, zone: ZoneInfo, window: Span) -> list[Span]:
        """The quiet stretches of the window, in order, no two of them touching."""
        found = openings(self.rules(), zone, window)
        return merge(Span(piece.start, piece.end) for piece in found)

    def until(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours end in which this instant lies; None when it is not quiet then."""
        ahead = self.stretches(zone, Span(at, at + 3 * DAY))
        return ahead[0].end if ahead and ahead[0].start == at else None

    def last_moment_before(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """The last moment before the quiet hours in which `at` lies. None if there was none for
        three days."""
        behind = self.stretches(zone, Span(at - 3 * DAY, at + SECOND))
        *earlier, this = behind
        if this.start == at - 3 * DAY:
            return None
        return max([this.start - LEAD, *(stretch.end for stretch in earlier)])


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: so many `minutes` before in the plan, when it is sent, when it is too late."""

    minutes: int
    due_at: datetime
    expires_at: datetime


def plan(
    *,
    starts_at: datetime,
    minutes_before: Iterable[int],
    quiet: QuietHours | None,
    zone: ZoneInfo,
    since: datetime,
) -> list[Reminder]:
    """The reminders of a session that was announced at `since`, in the order they are sent.

    What would have been due by then is left out: the announcement itself has just said it.
    """
    due: dict[int, datetime] = {}
    moved: dict[int, datetime] = {}
    for minutes in sorted(set(minutes_before)):
        nominal = starts_at - timedelta(minutes=minutes)
        if quiet is None or not quiet.covers(nominal, zone):
            due[minutes] = nominal
        elif (before := quiet.last_moment_before(nominal, zone)) is not None:
            moved[minutes] = before
    due = {minutes: moment for minutes, moment in due.items() if moment > since}
    for minutes, moment in moved.items():
        if moment > since and all(abs(moment - other) >= NEAR for other in due.values()):
            due[minutes] = moment
    ordered = sorted(due.items(), key=lambda item: item[1])
    ends = [
        following - min(NEAR, (following - moment) / 2)
        for (_earlier, moment), (_later, following) in pairwise(ordered)
    ]
    return [
        Reminder(minutes, moment, end)
        for (minutes, moment), end in zip(ordered, [*ends, starts_at][: len(ordered)], strict=True)
    ]
