"""Each story as rows: the care, its sessions, and everything that was written on the way."""

from datetime import UTC, date, datetime, timedelta

from config.demo.seed import between, forms, meetings
from config.demo.seed.calendar import appoint, free_from, next_at
from config.demo.seed.people import Cast
from config.demo.seed.services import BY_PHONE, IN_WRITING, USUAL
from config.demo.seed.soon import PATIENT, soon_after
from config.demo.stories import STORIES, Story
from people.models import Care, EndReason
from scheduling import letters
from scheduling.actions import book_series
from scheduling.models import Appointment, Service
from scheduling.recurrence import Rhythm, Rule
from scheduling.series.plan import propose

WEEK = timedelta(days=7)
# Who has chosen another kind of session for the next time.
NEXT = {"sofia@home.example": BY_PHONE, "grace@home.example": IN_WRITING}


def seed(cast: Cast, *, at: datetime) -> None:
    """All stories."""
    forms.publish(at=at)
    for story in STORIES:
        _tell(story, cast, at=at)


def _tell(story: Story, cast: Cast, *, at: datetime) -> None:
    held = held_times(story, cast, at=at)
    begun = (held[0] if held else at - WEEK * story.weeks_ago_ended) - timedelta(days=8)
    care = _care(story, cast, opened_at=min(begun, at - timedelta(days=2)), first=held[:1])
    appointments = [
        appoint(care, starts_at=moment, booked_at=moment - timedelta(days=6), first=index == 0)
        for index, moment in enumerate(held)
    ]
    forms.seed(story, care, times=held, at=at)
    meetings.seed(story, care, appointments)
    between.seed(story, care, times=held, at=at)
    _book_ahead(story, care, cast, at=at)
    if story.ended:
        # Ended as rows: the verb would stamp today.
        ended_at = held[-1] + timedelta(hours=1) if held else at - WEEK * story.weeks_ago_ended
        Care.objects.filter(pk=care.pk).update(
            ended_at=ended_at, ended_by=care.therapist, end_reason=EndReason(story.ended)
        )


def held_times(story: Story, cast: Cast, *, at: datetime) -> list[datetime]:
    """When the sessions were held, the first one first: at the same time on the therapist's clock
    each week, but for one today."""
    count = story.untold_sessions + len(story.sessions)
    zone, this_week = cast[story.therapist].tz, next_time(story, cast, at=at)
    latest = this_week.astimezone(zone) - WEEK
    if story.today is not None and story.usual is not None:
        latest = next_at(*story.usual, 0, zone, after=latest - timedelta(days=2))
    latest -= WEEK * max(0, story.weeks_ago_ended - 1)
    today = [this_week] if this_week <= at else []
    weekly = [latest - WEEK * back for back in reversed(range(count - len(today)))]
    return [free_from(cast[story.therapist], moment.astimezone(UTC)) for moment in weekly] + today


def next_time(story: Story, cast: Cast, *, at: datetime) -> datetime:
    """The time of this week's session: ahead, or today a while ago."""
    if story.today is not None:
        return soon_after(at) + timedelta(hours=story.today)
    assert story.usual is not None
    return next_at(*story.usual, 0, cast[story.therapist].tz, after=at + timedelta(hours=3))


def _care(story: Story, cast: Cast, *, opened_at: datetime, first: list[datetime]) -> Care:
    patient, therapist = cast[story.patient], cast[story.therapist]
    return Care.objects.create(
        patient=patient,
        therapist=therapist,
        opened_at=opened_at,
        opened_by=patient,
        activated_at=first[0] if first else None,
        activated_by=therapist if first else None,
    )


def _book_ahead(story: Story, care: Care, cast: Cast, *, at: datetime) -> None:
    if story.patient == PATIENT:  # hers is made at every start, see soon.py
        return
    starts_at = next_time(story, cast, at=at)
    if starts_at <= at:
        starts_at += WEEK
    for _ in range(story.ahead):
        starts_at = free_from(care.therapist, starts_at)
        first = not Appointment.objects.filter(care=care).exists()
        appointment = appoint(
            care,
            starts_at=starts_at,
            booked_at=at - timedelta(days=1),
            first=first,
            usual=NEXT.get(story.patient, USUAL),
        )
        letters.tell_booked(appointment, at=at)
        starts_at += WEEK
    if story.series:
        _repeat(care, starts_at=starts_at, count=story.series, at=at)


def _repeat(care: Care, *, starts_at: datetime, count: int, at: datetime) -> None:
    """What can be had of a series every second week, made by the therapist."""
    service, there = Service.objects.get(name=USUAL), starts_at.astimezone(care.therapist.tz)
    rule = Rule(
        rhythm=Rhythm.WEEKLY,
        interval=2,
        first_on=there.date(),
        wall_time=there.time(),
        zone=care.therapist.tz,
        count=count,
    )
    plan = propose(actor=care.therapist, care=care, service=service, rule=rule, at=at)
    starts = {date.fromisoformat(day): start for day, start in plan.taking.items()}
    book_series(actor=care.therapist, care=care, service=service, rule=rule, starts=starts, at=at)
