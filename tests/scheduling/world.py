"""Scheduling's part of the small world of the tests."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from people.models import Care, User
from scheduling.actions.feed import digest
from scheduling.models import (
    Appointment,
    AppointmentChange,
    Audience,
    CalendarFeed,
    Frequency,
    GroupSession,
    Hold,
    MissedKind,
    MissedReason,
    MissedSession,
    Modality,
    OutsideCalendar,
    Series,
    Service,
    ServiceInvitation,
    TimeOff,
    WeeklyHours,
)
from scheduling.recurrence import occurrences
from tests.access.people import World
from tests.scheduling import world_asking

FIRST = ("First consultation", 60, Audience.NEW)
FOLLOW_UP = ("Session", 50, Audience.EXISTING)


def make_service(name: str, minutes: int, audience: str) -> Service:
    return Service.objects.create(name=name, minutes=minutes, audience=audience)


def services() -> tuple[Service, Service]:
    """The first consultation and the usual session."""
    return make_service(*FIRST), make_service(*FOLLOW_UP)


def work_daily(therapist: User, opens: int = 9, closes: int = 17) -> None:
    """The same hours on every day of the week, on the therapist's own clock."""
    WeeklyHours.objects.bulk_create(
        WeeklyHours(therapist=therapist, weekday=day, opens=time(opens), closes=time(closes))
        for day in range(7)
    )


def local(person: User, day: date, hour: int, minute: int = 0) -> datetime:
    """The instant at which this person's clock shows this time."""
    return datetime.combine(day, time(hour, minute), person.tz).astimezone(UTC)


def the_hold() -> dict[str, Any]:
    """What the page's form sends about the only time that is held."""
    return {"hold": Hold.objects.get().pk}


def make_appointment(
    care: Care,
    starts_at: datetime,
    *,
    service: Service | None = None,
    minutes: int = 50,
    **fields: Any,
) -> Appointment:
    """A booked session, whatever the hours and rules say: for tests that need one to exist."""
    if service is None:
        service = Service.objects.filter(audience=Audience.EXISTING).first() or make_service(
            *FOLLOW_UP
        )
    return Appointment.objects.create(
        care=care,
        therapist=care.therapist,
        patient=care.patient,
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        booked_at=fields.pop("booked_at", starts_at - timedelta(days=7)),
        booked_by=fields.pop("booked_by", care.patient),
        **fields,
    )


def make_missed(care: Care, starts_at: datetime, **fields: Any) -> MissedSession:
    """A session to which the patient did not come, marked a moment ago."""
    return miss(make_appointment(care, starts_at, **fields))


def miss(appointment: Appointment) -> MissedSession:
    """The patient did not come: marked a moment ago."""
    return MissedSession.objects.create(
        appointment=appointment,
        kind=MissedKind.NO_SHOW,
        reason=MissedReason.NOT_KNOWN,
        marked_at=timezone.now(),
        marked_by=appointment.therapist,
    )


def make_series(care: Care, service: Service, starts_at: datetime, count: int = 2) -> Series:
    """Weekly sessions on the therapist's clock, whatever the hours and rules say."""
    there = starts_at.astimezone(care.therapist.tz)
    series = Series.objects.create(
        care=care,
        service=service,
        frequency=Frequency.WEEKLY,
        first_on=there.date(),
        wall_time=there.time(),
        zone=care.therapist.time_zone,
        count=count,
        made_by=care.therapist,
        made_at=starts_at - timedelta(days=7),
    )
    for one in occurrences(series.rule):
        make_appointment(care, one.starts_at, service=service, series=series, series_day=one.day)
    return series


def rows(world: World) -> dict[str, Any]:
    """Alice's next session with Tariq and Bruno's with Nadia, hours, time off, services, a hold."""
    first, follow_up = services()
    for therapist in (world.tariq, world.nadia):
        work_daily(therapist)
    in_three_days = world.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    appointment = make_appointment(world.care, in_three_days, service=follow_up)
    series = make_series(world.care, follow_up, in_three_days + timedelta(days=40))
    return {
        "series": series,
        "of_series": series.appointments.earliest("starts_at"),
        "appointment": appointment,
        "move": AppointmentChange.objects.create(
            appointment=appointment,
            by=world.tariq,
            at=world.now,
            starts_at_before=in_three_days + timedelta(days=1),
            starts_at=in_three_days,
        ),
        "missed": make_missed(world.care, in_three_days - timedelta(days=9), service=follow_up),
        "nadias_appointment": make_appointment(world.nadias_care, in_three_days, service=follow_up),
        "first_service": first,
        "service": follow_up,
        "time_off": TimeOff.objects.create(
            therapist=world.tariq,
            starts_at=in_three_days + timedelta(days=20),
            ends_at=in_three_days + timedelta(days=22),
        ),
        "extra_hours": WeeklyHours.objects.create(
            therapist=world.tariq,
            weekday=(day := in_three_days.date() + timedelta(days=40)).weekday(),
            opens=time(19),
            closes=time(20),
            since=day,
            until=day,
        ),
        "by_invitation": (by_invitation := make_service("Long", 90, Audience.INVITED)),
        "retired_service": Service.objects.create(
            name="Old", minutes=50, audience=Audience.INVITED, retired_at=world.now
        ),
        "service_invitation": ServiceInvitation.objects.create(
            service=by_invitation,
            care=world.care,
            invited_by=world.tariq,
            invited_at=world.now,
        ),
        "outside_calendar": OutsideCalendar.objects.create(
            therapist=world.tariq,
            name="Home",
            url="https://calendar.example/secret.ics",
            added_at=world.now,
            tried_at=world.now,
            read_at=world.now,
        ),
        "feed": CalendarFeed.objects.create(
            person=world.alice, token="a-token", token_hash=digest("a-token"), made_at=world.now
        ),
        "group": GroupSession.objects.create(
            therapist=world.tariq,
            service=make_group_service(),
            starts_at=in_three_days + timedelta(days=1),
            ends_at=in_three_days + timedelta(days=1, minutes=90),
            seats=4,
            planned_by=world.tariq,
            planned_at=world.now,
        ),
        "hold": Hold.objects.create(
            therapist=world.nadia,
            service=first,
            starts_at=in_three_days + timedelta(days=1),
            ends_at=in_three_days + timedelta(days=1, minutes=60),
            made_at=world.now,
            expires_at=world.now + timedelta(minutes=10),
        ),
        **world_asking.rows(world, follow_up),
    }


def make_group_service(**fields: Any) -> Service:
    """Ninety minutes at the practice for two to four people, whoever they are."""
    return Service.objects.create(
        **{
            "name": "Skills group",
            "minutes": 90,
            "audience": Audience.ANYONE,
            "modality": Modality.IN_PERSON,
            "seats": 4,
            **fields,
        }
    )
