"""The weekly hours as a plain HTML form: rows of times under each day, which may be incomplete."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scheduling.actions.hours import ends_too_early, overlapping
from scheduling.models import Modality
from scheduling.models.hours import Weekday
from scheduling.weeks import Stretch, first_clash

MONDAY, FRIDAY = 0, 4


@dataclass(slots=True)
class Row:
    """One stretch as it was typed."""

    opens: str = ""
    closes: str = ""
    modality: str = ""
    takes_focus: bool = False

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
    stretches: list[Stretch] = field(default_factory=list)
    takes_focus: bool = False

    @property
    def can_be_copied(self) -> bool:
        """Monday's hours can be those of all working days."""
        return self.weekday == MONDAY and bool(self.rows)


def from_stretches(stretches: Iterable[Stretch]) -> list[DayRows]:
    """The form showing these hours."""
    ordered = sorted(stretches)
    return [
        DayRows(
            weekday,
            label,
            [
                Row(f"{stretch.opens:%H:%M}", f"{stretch.closes:%H:%M}", stretch.modality)
                for stretch in ordered
                if stretch.weekday == weekday
            ],
        )
        for weekday, label in Weekday.choices
    ]


def from_typed(typed: QueryDict) -> list[DayRows]:
    """The form as it was typed, read and checked. Rows left empty are gone."""
    days = []
    for weekday, label in Weekday.choices:
        opens, closes = typed.getlist(f"opens-{weekday}"), typed.getlist(f"closes-{weekday}")
        ways = typed.getlist(f"modality-{weekday}") or [""] * len(opens)
        rows = [
            Row(a.strip(), b.strip(), way if way in Modality else "")
            for a, b, way in zip(opens, closes, ways, strict=False)
        ]
        day = DayRows(weekday, label, rows)
        _read(day)
        days.append(day)
    return days


def add_row(days: list[DayRows], weekday: str) -> None:
    """One more row under this day."""
    for day in days:
        if str(day.weekday) == weekday:
            day.rows.append(Row(takes_focus=True))


def remove_row(days: list[DayRows], place: str) -> None:
    """Take away the row at a place such as ``2-0``: Wednesday's first."""
    weekday, _dash, number = place.partition("-")
    for day in days:
        if str(day.weekday) == weekday and number.isdecimal() and int(number) < len(day.rows):
            del day.rows[int(number)]
            day.takes_focus = True


def copy_monday(days: list[DayRows]) -> None:
    """Monday's rows from Tuesday to Friday, too."""
    for day in days[MONDAY + 1 : FRIDAY + 1]:
        day.rows = [Row(row.opens, row.closes, row.modality) for row in days[MONDAY].rows]
    days[MONDAY].takes_focus = True


def unjudged(days: list[DayRows]) -> list[DayRows]:
    """While rows are added and removed nothing is wrong yet."""
    for day in days:
        day.errors.clear()
    return days


def stretches_of(days: list[DayRows]) -> list[Stretch]:
    return [stretch for day in days for stretch in day.stretches]


def _read(day: DayRows) -> None:
    for row in day.rows:
        if row.is_empty:
            continue
        try:
            opens, closes = (
                datetime.strptime(text, "%H:%M").time() for text in (row.opens, row.closes)
            )
        except ValueError:
            day.errors.append(_("Give both times, such as 09:00 and 12:30."))
            continue
        stretch = Stretch(day.weekday, opens, closes, row.modality)
        if not stretch.runs_forward:
            day.errors.append(ends_too_early(stretch))
        day.stretches.append(stretch)
    if not day.errors:
        clash = first_clash(day.stretches)
        if clash is not None:
            day.errors.append(overlapping(*clash))
