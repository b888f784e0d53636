"""Calendars elsewhere, reminders by text message, and who has read what."""

from datetime import datetime, time, timedelta

from config.demo.seed.calendar import next_at
from config.demo.seed.people import Cast
from people import access
from people.access import Action
from people.models import Care
from scheduling import actions
from scheduling.models import Channel, OutsideBusy, OutsideCalendar, Trouble
from scheduling.models.outside import READ_EVERY

DAY, WEEK = timedelta(days=1), timedelta(days=7)
THURSDAY = 3
COVERED = timedelta(days=2 * 365)
UNKNOWN = timedelta(days=20 * 365)
# In a home: refused before anything leaves this machine, which is what its owner is told.
AT_HOME = "https://192.168.1.20/choir.ics"


def seed(cast: Cast, *, at: datetime) -> None:
    """What people see under calendars, reminders and "What has been seen by whom"."""
    for email in ("elena@practice.example", "ana@home.example"):
        feed = actions.make_feed(actor=cast[email], at=at - 40 * DAY)
        actions.note_feed_read(feed=feed, at=at - timedelta(minutes=20))
    _choir(cast, at=at)
    actions.set_own_reminders(
        actor=cast["lucie@home.example"],
        minutes_before=[2 * 24 * 60, 2 * 60],
        channel=Channel.SMS,
        quiet_from=time(21),
        quiet_until=time(8),
        at=at,
    )
    _readings()


def _choir(cast: Cast, *, at: datetime) -> None:
    """Ruth's calendar at home, which could be read until two days ago and goes on counting."""
    ruth, read_at = cast["ruth@practice.example"], at - 2 * DAY
    calendar = OutsideCalendar.objects.create(
        therapist=ruth,
        name="Choir",
        url=AT_HOME,
        added_at=at - 60 * DAY,
        tried_at=at,
        read_at=read_at,
        covers_until=read_at + COVERED,
        trouble=Trouble.NOT_ALLOWED,
        troubled_since=read_at + READ_EVERY,
    )
    first = next_at(THURSDAY, 18, 30, ruth.tz, after=at).astimezone(ruth.tz)
    spans = [(start, start + timedelta(hours=2)) for start in (first + n * WEEK for n in range(12))]
    spans.append((read_at + COVERED, read_at + COVERED + UNKNOWN))
    OutsideBusy.objects.bulk_create(
        OutsideBusy(calendar=calendar, therapist=ruth, starts_at=start, ends_at=end)
        for start, end in spans
    )


def _readings() -> None:
    """Therapists have read what those they work with wrote."""
    for care in Care.objects.open().filter(activated_at__isnull=False).order_by("opened_at"):
        for action in (Action.READ_CONTACT, Action.READ_ANSWERS, Action.READ_GOALS):
            reader = access.require(care.therapist, action, care)
            access.note_reading(reader, action, row=care, care=care)
