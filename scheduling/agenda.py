"""Free times as a page shows them: by day, in the reader's zone, a fortnight at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people import zones
from scheduling.free import Slot
from scheduling.slots import Span, by_day, day_span

AT_FIRST = 6
"""Times of a day shown before "more on this day"."""

FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day of the reader with its free times; the first few, then the rest."""

    date: date
    first: list[Span]
    rest: list[Span]


def days(slots: Iterable[Slot], zone: ZoneInfo) -> list[Day]:
    """The slots by the reader's days."""
    return [
        Day(day, spans[:AT_FIRST], spans[AT_FIRST:])
        for day, spans in by_day((slot.span for slot in slots), zone)
    ]


def fortnights(count: int, *, at: datetime, zone: ZoneInfo) -> Span:
    """From now to the end of `count` fortnights of the reader's days."""
    end = day_span(at.astimezone(zone).date(), FORTNIGHT * max(count, 1), zone).end
    return Span(at, end)


def reader_zone() -> ZoneInfo:
    """The zone in which this page's times are shown."""
    return ZoneInfo(timezone.get_current_timezone_name())


def moment_in_words(moment: datetime, *, at: datetime | None = None) -> str:
    """``Tuesday 24 November, 10:00`` in the reader's zone; with `at`, what is now, within a
    sentence ``tomorrow, 10:00`` as well."""
    local = timezone.localtime(moment)
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    away = (local.date() - timezone.localtime(at).date()).days if at else None
    day = near.get(away) if away is not None else None
    return f"{day or date_format(local, 'l j F')}, {zones.clock(local)}"


def clock_difference(there: ZoneInfo, *, at: datetime) -> str:
    """How the other clock differs from the reader's: "an hour ahead", or nothing."""
    here = at.astimezone(reader_zone()).utcoffset() or timedelta()
    difference = (at.astimezone(there).utcoffset() or timedelta()) - here
    if not difference:
        return ""
    hours, minutes = divmod(int(abs(difference).total_seconds()) // 60, 60)
    if difference > timedelta():
        return _("%(time)s ahead") % {"time": _length(hours, minutes)}
    return _("%(time)s behind") % {"time": _length(hours, minutes)}


def _length(hours: int, minutes: int) -> str:
    parts = []
    if hours:
        words = ngettext("an hour", "%(count)d hours", hours)
        parts.append(words % {"count": hours} if hours > 1 else words)
    if minutes:
        parts.append(
            ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
        )
    return _(" and ").join(parts)
