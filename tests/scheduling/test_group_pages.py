"""The screens of groups, for the therapist who plans them and the patient who comes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.test import Client

from people.models import Care, Practice, User
from scheduling.actions import cancel, plan_group, take_seat
from scheduling.models import Appointment, GroupSession, Service
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, make_group_service, the_hold

pytestmark = pytest.mark.usefixtures("open_practice", "sunday_noon")

CLIENT = Callable[[User | None], Client]


@pytest.fixture
def sunday_noon(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def circle(db: None) -> Service:
    return make_group_service()


@pytest.fixture
def group(tariq: User, circle: Service) -> GroupSession:
    six = local(tariq, TUESDAY, 18)
    return plan_group(actor=tariq, service=circle, starts=[six], seats=2, at=NOW)[0]


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def said(service: Service) -> dict[str, object]:
    """What a therapist types to plan three Tuesdays at 18."""
    return {
        "service": service.pk,
        "first_on": "2026-11-24",
        "begins": "18:00",
        "every": "1",
        "count": "3",
    }


def test_three_weeks_are_planned_on_the_clock_of_the_place(
    tariq: User, practice: Practice, circle: Service, client_for: CLIENT
) -> None:
    answer = client_for(tariq).post("/groups/plan/", said(circle), follow=True)
    assert "3 group sessions are planned." in text(answer)
    assert "0 of 4 seats taken" in text(answer)
    starts = GroupSession.objects.values_list("starts_at", flat=True)
    assert [f"{start.astimezone(practice.tz):%d %H:%M}" for start in starts] == [
        "24 18:00",
        "01 18:00",
        "08 18:00",
    ]


def test_the_first_day_may_be_today_where_it_meets(
    tariq: User, practice: Practice, circle: Service, client_for: CLIENT, time_machine: Any
) -> None:
    practice.time_zone, tariq.time_zone = "America/Los_Angeles", "Asia/Tokyo"
    practice.save()
    tariq.save()
    time_machine.move_to(datetime(2026, 11, 24, 17, tzinfo=UTC), tick=False)
    answer = client_for(tariq).post("/groups/plan/", said(circle), follow=True)
    assert "3 group sessions are planned." in text(answer)


def test_a_clash_is_named_and_what_was_typed_comes_back(
    tariq: User, care: Care, circle: Service, client_for: CLIENT
) -> None:
    make_appointment(care, datetime.combine(TUESDAY, time(18), Practice.current().tz))
    answer = client_for(tariq).post("/groups/plan/", said(circle))
    assert answer.status_code == 400
    assert "this time is taken: Tue 24 Nov, 18:00" in text(answer)
    assert 'value="18:00"' in answer.content.decode()
    assert not GroupSession.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_on": "2026-11-21"},
        {"first_on": "9999-12-31"},
        {"count": "0"},
        {"count": "1000"},
        {"every": "-1"},
        {"begins": "25:00"},
        {"seats": "1"},
        {"seats": "5"},
        {"service": "nonsense"},
    ],
)
def test_what_cannot_be_planned(
    wrong: dict[str, object], tariq: User, circle: Service, client_for: CLIENT
) -> None:
    answer = client_for(tariq).post("/groups/plan/", said(circle) | wrong)
    assert answer.status_code == 400
    assert not GroupSession.objects.exists()


def test_without_a_group_to_offer_the_page_says_what_is_missing(
    tariq: User, usual: Service, client_for: CLIENT
) -> None:
    assert "You offer no group yet" in text(client_for(tariq).get("/groups/"))


def test_the_therapist_sees_who_comes_and_calls_it_off(
    tariq: User, alice: User, group: GroupSession, client_for: CLIENT
) -> None:
    take_seat(actor=alice, group=group, at=NOW)
    his, address = client_for(tariq), f"/groups/{group.pk}/"
    page = text(his.get(address))
    assert "Alice Moreau" in page
    assert "1 of 2 seats taken" in page
    assert his.post(address).status_code == 400
    answer = his.post(address, {"reason": "unwell"}, follow=True)
    assert "It is cancelled, and we have told 1 person." in text(answer)
    assert not Appointment.objects.live().exists()


def test_a_seat_says_how_it_is_given_up_and_found_again(
    alice: User, group: GroupSession, client_for: CLIENT
) -> None:
    seat = take_seat(actor=alice, group=group, at=NOW)
    hers, address = client_for(alice), f"/appointments/{seat.pk}/"
    page = text(hers.get(address))
    assert "Give up my seat" in page
    assert "You can cancel it until tomorrow, 17:00." in page
    assert f"{address}move/" not in hers.get(address).content.decode()
    assert "meets at its own time" in text(hers.get(f"{address}move/"))
    assert "the seat becomes free for somebody else" in text(hers.get(f"{address}cancel/"))
    cancel(actor=alice, appointment=seat, reason="plans", at=NOW)
    assert f"/groups/{group.pk}/seat/" in hers.get(address).content.decode()


def test_a_group_by_invitation_is_not_there_for_others(
    group: GroupSession, circle: Service, alice: User, client_for: CLIENT
) -> None:
    circle.audience = "invited"
    circle.save()
    for person in (None, alice):
        assert client_for(person).get(f"/groups/{group.pk}/seat/").status_code == 404


def test_a_last_seat_that_went_meanwhile_is_said(
    group: GroupSession, alice: User, bruno: User, mallory: User, client_for: CLIENT
) -> None:
    for person in (alice, bruno):
        take_seat(actor=person, group=group, at=NOW)
    answer = client_for(mallory).post(f"/groups/{group.pk}/seat/")
    assert answer.status_code == 409
    assert "The last seat has just been taken." in text(answer)


# A session alone, once cancelled


def test_a_cancelled_session_is_booked_again_while_its_time_is_free(
    alice: User, bruno: User, tariq: User, care: Care, usual: Service, client_for: CLIENT
) -> None:
    make_appointment(care, NOW.replace(day=10), service=usual)
    session = make_appointment(care, local(tariq, TUESDAY, 11), service=usual)
    cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    hers, address = client_for(alice), f"/appointments/{session.pk}/"
    assert "Book it again" in text(hers.get(address))
    chosen = {
        "therapist": "tariq-haddad",
        "service": usual.pk,
        "starts_at": "2026-11-24T10:00:00Z",
    }
    assert hers.post("/book/hold/", chosen)["Location"] == "/book/"
    hers.post("/book/", the_hold())
    assert Appointment.objects.live().filter(starts_at=session.starts_at).exists()
    page = text(hers.get(address))
    assert "Book it again" not in page
    assert "Book another time" in page
