"""Nothing is booked with somebody whose licence is not on file: its number and its date."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.errors import Refused
from people.models import Care, TherapistProfile, User
from scheduling.actions import book, book_for, cancel, hold, move, offer_freed, take_offer
from scheduling.errors import JustTaken
from scheduling.free import Asking, free_times
from scheduling.models import Appointment, Hold, Service, WaitlistEntry, WaitlistOffer
from scheduling.slots import Span
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice", "standing_still", "no_licence")

MISSING: list[dict[str, Any]] = [
    {"licence_number": ""},
    {"licence_expires_on": None},
    {"licence_number": "", "licence_expires_on": None},
    {"licence_expires_on": date(2026, 11, 1)},
]


@pytest.fixture(params=MISSING, ids=["number", "date", "both", "past"])
def without(request: pytest.FixtureRequest) -> dict[str, Any]:
    fields: dict[str, Any] = request.param
    return fields


@pytest.fixture
def no_licence(open_practice: object, tariq: User, without: dict[str, Any]) -> None:
    lose_licence(tariq, without)


@pytest.fixture
def ten(tariq: User) -> datetime:
    return local(tariq, TUESDAY, 10)


def lose_licence(therapist: User, without: dict[str, Any]) -> None:
    TherapistProfile.objects.filter(user=therapist).update(**without)


def keep_licence(therapist: User) -> None:
    fields = {"licence_number": "123", "licence_expires_on": date(2027, 11, 1)}
    TherapistProfile.objects.filter(user=therapist).update(**fields)


@pytest.mark.parametrize(
    "asking", [Asking(), Asking(known=True), Asking(notice=False, horizon=False, hours=False)]
)
def test_no_time_is_free(tariq: User, nadia: User, usual: Service, asking: Asking) -> None:
    times = free_times(
        therapists=[tariq.pk, nadia.pk],
        wanted=usual.wanted,
        window=Span(NOW, NOW + timedelta(days=7)),
        at=NOW,
        asking=asking,
    )
    assert times[tariq.pk] == []
    assert times[nadia.pk]


def test_nothing_is_held_or_booked(
    care: Care,
    met: Appointment,
    alice: User,
    mallory: User,
    tariq: User,
    usual: Service,
    first: Service,
    ten: datetime,
) -> None:
    with pytest.raises(JustTaken):
        hold(actor=None, therapist=tariq, service=first, starts_at=ten, at=NOW)
    with pytest.raises(JustTaken):
        book(actor=alice, therapist=tariq, service=usual, starts_at=ten, at=NOW)
    with pytest.raises(Refused):
        book_for(actor=tariq, care=care, service=usual, starts_at=ten, at=NOW)
    assert not Hold.objects.exists()
    assert Appointment.objects.get() == met


def test_a_session_stays_where_it_is_and_the_page_lists_no_time(
    care: Care,
    alice: User,
    tariq: User,
    usual: Service,
    ten: datetime,
    client_for: Callable[[User | None], Client],
) -> None:
    booked = make_appointment(care, ten, service=usual)
    for actor in (alice, tariq):
        with pytest.raises(JustTaken):
            move(actor=actor, appointment=booked, starts_at=ten + timedelta(hours=2), at=NOW)
    booked.refresh_from_db()
    assert booked.starts_at == ten
    address = reverse("scheduling:move", args=[booked.pk])
    answer = client_for(alice).get(address)
    assert 'name="starts_at"' not in answer.content.decode()
    keep_licence(tariq)
    answer = client_for(alice).get(address)
    assert 'name="starts_at"' in answer.content.decode()


def test_nothing_is_offered_to_those_who_wait(
    taken: Appointment,
    alice: User,
    tariq: User,
    waits: Callable[..., WaitlistEntry],
    without: dict[str, Any],
) -> None:
    keep_licence(tariq)
    waits(alice)
    cancel(actor=taken.patient, appointment=taken, reason="plans", at=NOW)
    lose_licence(tariq, without)
    assert offer_freed(at=NOW) == 0
    keep_licence(tariq)
    assert offer_freed(at=NOW) == 1
    lose_licence(tariq, without)
    with pytest.raises(JustTaken):
        take_offer(actor=alice, offer=WaitlistOffer.objects.get(), at=NOW)
