"""The device check's page: what it keeps, for whom, and the one sentence it ends in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Care, User
from privacy.models import AuditEntry
from sessions.models import DeviceCheck, LineTrial
from sessions.preparation import steps

ClientFor = Callable[[User | None], Client]
DIRECT = {
    "way": "direct", "connected": True, "round_trip_ms": 40, "jitter_up_ms": 3, "jitter_down_ms": 4,
    "loss_up": 0, "loss_down": 0, "up_kbit": 1500, "down_kbit": None,
}  # fmt: skip
NO_WAY = {"way": "direct", "connected": False}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"


def finish(client: Client, lines: Any = (), **states: str) -> str:
    """Post a check; the page it ends on."""
    devices = {"camera": "works", "microphone": "works", "speaker": "works", **states}
    response = client.post(
        reverse("sessions:device_check"),
        {**devices, "lines": lines if isinstance(lines, str) else json.dumps(lines)},
        headers={"User-Agent": FIREFOX},
        follow=True,
    )
    return str(response.content.decode())


def test_a_good_line_is_kept_with_its_figures_where_the_therapist_looks(
    alice: User, tariq: User, care: Care, client_for: ClientFor
) -> None:
    page = finish(client_for(alice), [DIRECT, {**DIRECT, "way": "relay"}])
    assert "You are set for video" in page
    assert "speaker and line are good for video" in page
    check = DeviceCheck.objects.get(care=care)
    assert (check.network, check.browser, check.system) == ("video", "firefox", "linux")
    assert [line.way for line in check.lines.all()] == ["direct", "relay"]
    assert check.lines.get(way="direct").round_trip_ms == 40
    assert check.lines.get(way="direct").down_kbit is None
    assert AuditEntry.objects.filter(verb="device_check.record").count() == 1
    [devices] = [step for step in steps(care) if step.code == "devices"]
    assert devices.waiting == "good for video"
    assert (
        "good for video"
        in client_for(tariq).get(reverse("home:patient", args=[care.pk])).content.decode()
    )


def test_a_network_without_a_way_says_what_to_change(
    alice: User, care: Care, client_for: ClientFor
) -> None:
    page = finish(client_for(alice), [NO_WAY])
    assert "The phone is the better way" in page
    assert "This network lets no call through" in page
    assert "Your phone’s own connection usually does." in page
    assert "In another browser" not in page, "permission is not what is missing"
    [devices] = [step for step in steps(care) if step.code == "devices"]
    assert devices.waiting == "better by phone (the network: lets no call through)"


def test_without_the_echo_the_devices_are_judged_alone(
    alice: User, care: Care, client_for: ClientFor
) -> None:
    page = finish(client_for(alice))
    assert "You are set for video" in page
    assert "The network was not tried" in page
    assert DeviceCheck.objects.get(care=care).network == "untried"


def test_the_steps_for_this_browser_come_first(
    alice: User, care: Care, client_for: ClientFor
) -> None:
    page = finish(client_for(alice), camera="refused", microphone="refused")
    first, _, folded = page.partition("In another browser")
    assert "remove the block" in first
    assert "two sliders" not in first
    assert "two sliders" in folded


def test_a_therapist_checks_too_and_nothing_is_kept(tariq: User, client_for: ClientFor) -> None:
    assert "You are set for video" in finish(client_for(tariq), [DIRECT])
    assert not DeviceCheck.objects.exists()


@pytest.mark.parametrize(
    "lines",
    [
        "{",
        "{}x",
        [3],
        [{"way": "direct"}],
        [{**DIRECT, "way": "by pigeon"}],
        [{**DIRECT, "connected": "yes"}],
        [{**DIRECT, "round_trip_ms": -1}],
        [{**DIRECT, "round_trip_ms": 1.5}],
        [{**DIRECT, "round_trip_ms": True}],
        [{**DIRECT, "up_kbit": 10**9}],
        [DIRECT, DIRECT],
    ],
)
def test_made_up_figures_keep_nothing(
    lines: Any, alice: User, care: Care, client_for: ClientFor
) -> None:
    page = finish(client_for(alice), lines)
    assert "It takes less than a minute" in page
    assert not DeviceCheck.objects.exists()
    assert not LineTrial.objects.exists()


def test_the_address_says_nothing_but_our_own_words(alice: User, client_for: ClientFor) -> None:
    address = reverse("sessions:device_check")
    page = client_for(alice).get(f"{address}?result=video&network=x&change=<b>&change=turn-up")
    assert b"<b>" not in page.content
    assert b"Turn the volume up" in page.content
