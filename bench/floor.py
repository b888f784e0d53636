"""The least that any engine does for four weeks of free times: three set-based queries and one
pass. Nothing else is known here: no holds, buffers, caps, holidays, groups, outside calendars, no
notice of a service, no clock that changes within a session."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from scheduling.models import Appointment, TimeOff, WeeklyHours

DAY = timedelta(days=1)


def free_times(
    therapist: UUID, *, since: datetime, until: datetime, length: timedelta, step: timedelta
) -> list[tuple[datetime, datetime]]:
    """The free times of one therapist, as instants from and until."""
    hours = list(
        WeeklyHours.objects.filter(therapist=therapist, therapist__is_active=True)
        .order_by()
        .values_list("weekday", "opens", "closes", "therapist__time_zone")
    )
    busy = list(
        Appointment.objects.filter(
            therapist=therapist,
            cancelled_at=None,
            starts_at__gt=since - DAY,
            starts_at__lt=until,
            ends_at__gt=since,
        )
        .order_by()
        .values_list("starts_at", "ends_at")
    )
    busy += (
        TimeOff.objects.filter(therapist=therapist, starts_at__lt=until, ends_at__gt=since)
        .order_by()
        .values_list("starts_at", "ends_at")
    )
    busy.sort()
    hours.sort()
    zone = ZoneInfo(hours[0][3])
    day: date = since.astimezone(zone).date()
    last = until.astimezone(zone).date()
    found = []
    current = 0
    while day <= last:
        for weekday, opens, closes, _zone in hours:
            if weekday != day.weekday():
                continue
            start = datetime.combine(day, opens, zone).astimezone(UTC)
            closing = datetime.combine(day, closes, zone).astimezone(UTC)
            while start + length <= closing:
                end = start + length
                while current < len(busy) and busy[current][1] <= start:
                    current += 1
                is_clear = current == len(busy) or end <= busy[current][0]
                if is_clear and since <= start and end <= until:
                    found.append((start, end))
                start += step
        day += DAY
    return found
