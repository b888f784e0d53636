"""Which sessions of a series belong together, and where one stands among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from scheduling.models import Appointment, Scope, Series
from scheduling.recurrence import instant


@dataclass(frozen=True, slots=True)
class Place:
    """The fourth of ten."""

    number: int
    of: int


def sessions_of(family: Iterable[Series]) -> list[Appointment]:
    """Every session of these series, cancelled or not, in the order of their rules' days."""
    rows = Appointment.objects.filter(series__in=list(family)).with_people()
    return list(
        rows.select_related("series")
        .prefetch_related("changes")
        .order_by("series_day", "starts_at")
    )


def place_of(appointment: Appointment) -> Place | None:
    """Which session of its series this is. Those that were cancelled keep their number, so that
    the others keep theirs."""
    if appointment.series is None:
        return None
    rows = Appointment.objects.filter(series__in=appointment.series.family())
    order = list(rows.order_by("series_day", "starts_at").values_list("pk", flat=True))
    return Place(order.index(appointment.pk) + 1, len(order))


def was_moved_alone(appointment: Appointment) -> bool:
    """Whether somebody put this one elsewhere by itself, so that it stays there when its series
    moves. Reads the prefetched changes. One that was moved back is where its rule has it."""
    series, day = appointment.series, appointment.series_day
    if series is None or day is None:
        return False
    changes = sorted(appointment.changes.all(), key=lambda change: change.at)
    if not changes or changes[-1].scope != Scope.ONE:
        return False
    rule = series.rule
    return appointment.starts_at != instant(day, rule.wall_time, rule.zone)


def ahead(
    family: Iterable[Series], *, pivot: Appointment, scope: Scope, at: datetime
) -> list[Appointment]:
    """The live sessions that have not begun: from `pivot` on, or all of them; the soonest day of
    the rule first."""
    found = [one for one in sessions_of(family) if one.is_live and not one.has_begun(at=at)]
    if scope == Scope.ONE:
        return [one for one in found if one.pk == pivot.pk]
    if scope == Scope.FOLLOWING and pivot.series_day is not None:
        first = pivot.series_day
        return [one for one in found if one.series_day is not None and one.series_day >= first]
    return found
