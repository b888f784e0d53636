"""The letter to a therapist one of whose calendars elsewhere can't be read any more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from notices.actions import enqueue
from notices.kinds import Letter, kind
from notices.models import Notice
from scheduling.models import OutsideCalendar

PATIENCE = timedelta(hours=1)
"""A calendar that is back within it is not worth a letter."""


def tell_troubled(calendar: OutsideCalendar, *, since: datetime) -> None:
    """One letter for one outage, however long, unless it is over soon."""
    enqueue(
        key=f"outside_calendar_trouble:{calendar.pk}:{since.isoformat()}",
        kind="outside_calendar_trouble",
        recipient=calendar.therapist,
        about=calendar.pk,
        context={"since": since.isoformat()},
        due_at=since + PATIENCE,
    )


@kind("outside_calendar_trouble")
def outside_calendar_trouble(notice: Notice) -> Letter | None:
    calendar = OutsideCalendar.objects.kept().filter(pk=notice.about).first()
    since = datetime.fromisoformat(notice.context["since"])
    if calendar is None or calendar.troubled_since != since:
        return None
    link = settings.SITE_URL + reverse("scheduling:outside_calendars")
    return Letter(context={"calendar": calendar, "link": link})
