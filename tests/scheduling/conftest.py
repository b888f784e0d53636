"""A world in which time stands still and two therapists work every day."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from people.models import Care, Practice, User
from scheduling import actions
from scheduling.models import (
    Appointment,
    OutsideCalendar,
    Service,
    WaitlistEntry,
    WaitlistOffer,
    WeeklyHours,
)
from tests.conftest import make_patient, open_active_care
from tests.scheduling.outside_server import Site, calendar, event, saying, serving
from tests.scheduling.world import local, make_appointment, services, work_daily

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""A Sunday noon. Berlin and Prague stand an hour ahead of Lisbon, which keeps UTC in winter."""

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def standing_still(time_machine: Any) -> None:
    """It is `NOW`, and stays so."""
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def open_practice(tariq: User, nadia: User, practice: Practice) -> Practice:
    """Tariq and Nadia work from 9 to 17 on every day."""
    for therapist in (tariq, nadia):
        profile = therapist.therapist_profile
        profile.licence_expires_on = date(2027, 11, 1)
        profile.save()
        work_daily(therapist)
    return practice


@pytest.fixture
def both_services(db: None) -> tuple[Service, Service]:
    return services()


@pytest.fixture
def first(both_services: tuple[Service, Service]) -> Service:
    """The first consultation: an hour, for people who have not met the therapist."""
    return both_services[0]


@pytest.fixture
def usual(both_services: tuple[Service, Service]) -> Service:
    """The usual session: 50 minutes, for people who have."""
    return both_services[1]


@pytest.fixture
def met(care: Care, usual: Service) -> Appointment:
    """Alice and Tariq have met before."""
    return make_appointment(care, NOW - timedelta(days=6), service=usual)


DENTIST = event("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z", "SUMMARY:Dentist", uid="d@x")


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.OUTSIDE_CALENDARS_MAY_BE_LOCAL = True
    with serving(saying(calendar(DENTIST))) as site:
        yield site


@pytest.fixture
def home(site: Site, tariq: User) -> OutsideCalendar:
    """Tariq's calendar at home: the dentist on Tuesday, 10 to 11 in Berlin."""
    return actions.add_calendar(
        actor=tariq, name="Home", url=f"{site.origin}/secret-token.ics", at=NOW
    )


@pytest.fixture
def eleven(tariq: User) -> datetime:
    return local(tariq, TUESDAY, 11)


@pytest.fixture
def full(tariq: User) -> None:
    """Tariq works on one hour of one day only, and somebody has it."""
    WeeklyHours.objects.filter(therapist=tariq).delete()
    hours = {"opens": "11:00", "closes": "12:00", "since": TUESDAY, "until": TUESDAY}
    WeeklyHours.objects.create(therapist=tariq, weekday=TUESDAY.weekday(), **hours)


@pytest.fixture
def taken(full: None, tariq: User, eleven: datetime) -> Appointment:
    """Carla has the only hour."""
    carla = make_patient("carla@example.com", "Carla Reis")
    care = open_active_care(carla, tariq)
    return make_appointment(care, eleven, minutes=60)


@pytest.fixture
def waits(tariq: User, first: Service) -> Callable[..., WaitlistEntry]:
    """Somebody joins Tariq's list, a minute after the one before."""
    joined = 0

    def join(person: User, *suits: str, **more: Any) -> WaitlistEntry:
        nonlocal joined
        joined += 1
        at = NOW - timedelta(days=1) + timedelta(minutes=joined)
        return actions.join_waitlist(
            actor=person,
            therapist=tariq,
            service=more.pop("service", first),
            suits=suits,
            at=at,
            **more,
        )

    return join


@pytest.fixture
def offered(
    full: None, alice: User, bruno: User, waits: Callable[..., WaitlistEntry]
) -> WaitlistOffer:
    """To Alice; Bruno is next."""
    waits(alice)
    waits(bruno)
    actions.offer_freed(at=NOW)
    return WaitlistOffer.objects.get()
