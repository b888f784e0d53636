"""What a therapist's first page says is missing before anybody new can book them."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import TherapistProfile, User
from scheduling.models import WeeklyHours

ClientFor = Callable[[User | None], Client]
CARD, ENDED = "Before you can be booked", "Your licence ended on"

pytestmark = pytest.mark.usefixtures("practice")


@pytest.fixture
def hours(tariq: User) -> WeeklyHours:
    return WeeklyHours.objects.create(therapist=tariq, weekday=0, opens=time(9), closes=time(12))


def card(client: Client) -> str:
    page = client.get("/home/").content.decode()
    return page.partition('<section class="card" id="bookable"')[2].partition("</section>")[0]


def test_after_the_invitation_everything_is_named(client_for: ClientFor, tariq: User) -> None:
    TherapistProfile.objects.update(words="", licence_number="", licence_expires_on=None)
    shown = card(client_for(tariq))
    assert CARD in shown
    assert shown.count("To do:") == 3
    assert reverse("people:profile") in shown
    assert reverse("scheduling:hours") in shown
    assert "Tell the practice its number" in shown


@pytest.mark.usefixtures("hours")
def test_once_all_is_there_nothing_is_said(client_for: ClientFor, tariq: User) -> None:
    page = client_for(tariq).get("/home/").content.decode()
    assert CARD not in page
    assert ENDED not in page


@pytest.mark.parametrize(
    ("missing", "left"),
    [
        ({"words": ""}, "A few words"),
        ({"licence_number": ""}, "Your licence"),
        ({"licence_expires_on": None}, "Your licence"),
    ],
)
@pytest.mark.usefixtures("hours")
def test_one_thing_is_left(
    client_for: ClientFor, tariq: User, missing: dict[str, object], left: str
) -> None:
    TherapistProfile.objects.update(**missing)
    shown = card(client_for(tariq))
    assert shown.count("To do:") == 1
    assert left in shown.partition("To do:")[2]


def test_hours_that_are_over_are_none(
    client_for: ClientFor, tariq: User, hours: WeeklyHours
) -> None:
    hours.until = timezone.localdate() - timedelta(days=2)
    hours.save()
    assert "Your weekly hours" in card(client_for(tariq)).partition("To do:")[2]


def test_whoever_takes_nobody_new_is_not_urged(client_for: ClientFor, tariq: User) -> None:
    TherapistProfile.objects.update(words="", accepting_new_patients=False)
    assert card(client_for(tariq)) == ""


@pytest.mark.usefixtures("hours")
def test_a_licence_that_has_ended_is_told(client_for: ClientFor, tariq: User) -> None:
    today = timezone.localdate()
    TherapistProfile.objects.update(licence_expires_on=today)
    assert ENDED not in client_for(tariq).get("/home/").content.decode()
    TherapistProfile.objects.update(licence_expires_on=today - timedelta(days=3))
    page = client_for(tariq).get("/home/").content.decode()
    assert ENDED in page
    assert "nothing new can be booked with you" in page
    assert CARD not in page
    TherapistProfile.objects.update(words="")
    shown = card(client_for(tariq)).partition("Your licence")
    assert "written down by the practice" not in shown[2], "no tick beside the notice"
    assert "It has ended" in shown[2]
