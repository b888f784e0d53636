"""The practice room's page: the room itself, with nobody else's name and nothing kept."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from people.models import Care, User
from sessions.models import Seat, Session, WaitingEntry

ClientFor = Callable[[User | None], Client]


def test_it_is_the_room_with_ones_own_echo_and_leaves_no_trace(
    alice: User, care: Care, client_for: ClientFor
) -> None:
    page = client_for(alice).get(reverse("sessions:practice_room")).content.decode()
    assert 'data-state="meeting"' in page
    assert 'data-practice="/echo/"' in page
    assert "Picture of Your own echo" in page
    assert reverse("goals:panel", args=[care.pk]) in page
    assert "calls you on the number" not in page
    assert "Tariq" not in page
    for kept in (Session, Seat, WaitingEntry):
        assert not kept.objects.exists()


def test_whoever_has_no_therapist_yet_can_practise(bruno: User, client_for: ClientFor) -> None:
    page = client_for(bruno).get(reverse("sessions:practice_room")).content.decode()
    assert 'id="panel-chat"' in page
    assert 'id="panel-goals"' not in page


def test_it_can_be_found_from_the_preparation_and_from_the_check(
    alice: User, care: Care, client_for: ClientFor
) -> None:
    client, address = client_for(alice), reverse("sessions:practice_room").encode()
    assert address in client.get(reverse("intake:prepare", args=[care.pk])).content
    checked = reverse("sessions:device_check")
    assert address in client.get(f"{checked}?result=video&network=video").content
    assert address not in client.get(f"{checked}?result=phone&network=no_way").content
