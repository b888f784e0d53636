"""The weekly hours as a plain HTML form: rows of times under each day, which may be incomplete."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import pairwise

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scheduling.actions.hours import ends_too_early, overlapping
from scheduling.models.hours import Weekday
from scheduling.slots import MIDNIGHT, WeeklyRule


@dataclass(slots=True)
class Row:
    """One stretch as it was typed."""

    opens: str = ""
    closes: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.opens or self.closes)


@dataclass(slots=True)
class DayRows:
    """One weekday: its rows as typed, what they mean, and what is wrong with them."""

    weekday: int
    label: str | Promise
    rows: list[Row]
    errors: list[str] = field(default_factory=list)
    rules: list[WeeklyRule] = field(default_factory=list)


def from_rules(rules: Sequence[WeeklyRule]) -> list[DayRows]:
    """The form showing these hours; a day without any has one empty row."""
    days = []
    for weekday, label in Weekday.choices:
        own = sorted(rule for rule in rules if rule.weekday == weekday)
        rows = [Row(f"{rule.opens:%H:%M}", f"{rule.closes:%H:%M}") for rule in own]
        days.append(DayRows(weekday, label, rows))
    return days


def from_typed(typed: QueryDict) -> list[DayRows]:
    """The form as it was typed, read and checked. Rows left empty are gone."""
    days = []
    for weekday, label in Weekday.choices:
        opens, closes = typed.getlist(f"opens-{weekday}"), typed.getlist(f"closes-{weekday}")
        rows = [Row(a.strip(), b.strip()) for a, b in zip(opens, closes, strict=False)]
        day = DayRows(weekday, label, rows)
        _read(day)
        days.append(day)
    return days


def add_row(days: list[DayRows], weekday: str) -> None:
    """One more row under this day."""
    for day in days:
        if str(day.weekday) == weekday:
            day.rows.append(Row())


def remove_row(days: list[DayRows], place: str) -> None:
    """Take away the row at a place such as ``2-0``: Wednesday's first."""
    weekday, _dash, number = place.partition("-")
    for day in days:
        if str(day.weekday) == weekday and number.isdecimal() and int(number) < len(day.rows):
            del day.rows[int(number)]


def _read(day: DayRows) -> None:
    for row in day.rows:
        if row.is_empty:
            continue
        try:
            opens, closes = time.fromisoformat(row.opens), time.fromisoformat(row.closes)
        except ValueError:
            day.errors.append(_("Give both times, such as 09:00 and 12:30."))
            continue
        rule = WeeklyRule(day.weekday, opens, closes)
        if closes <= opens and closes != MIDNIGHT:
            day.errors.append(ends_too_early(rule))
        day.rules.append(rule)
    if not day.errors:
        for earlier, later in pairwise(sorted(day.rules)):
            if earlier.closes == MIDNIGHT or later.opens < earlier.closes:
                day.errors.append(overlapping(earlier, later))
