"""A therapist's caps, who asks first, and the pause."""

from collections.abc import Callable

import pytest
from django.http import Http404
from django.test import Client

from people.models import User
from privacy.models import AuditEntry
from scheduling.actions import pause_bookings, resume_bookings, set_therapist_rules
from scheduling.models import Asks, TherapistRules
from tests.scheduling.conftest import NOW


@pytest.fixture
def page(tariq: User, client_for: Callable[[User | None], Client]) -> Client:
    return client_for(tariq)


def test_limits_are_kept(tariq: User) -> None:
    set_therapist_rules(actor=tariq, daily_cap=5, weekly_cap=None, asks_first=Asks.NEW)
    rules = TherapistRules.objects.get()
    assert (rules.daily_cap, rules.weekly_cap, rules.asks_first) == (5, None, "new")
    set_therapist_rules(actor=tariq, daily_cap=None, weekly_cap=20, asks_first=Asks.NOBODY)
    rules.refresh_from_db()
    assert (rules.daily_cap, rules.weekly_cap, rules.asks_first) == (None, 20, "nobody")


def test_caps_that_contradict_each_other_are_refused(page: Client) -> None:
    typed = {"daily_cap": "5", "weekly_cap": "4", "asks_first": "new"}
    answer = page.post("/hours/limits/", typed)
    assert answer.status_code == 400
    words = answer.content.decode()
    assert "A week can’t hold fewer sessions than a day of it." in words
    assert 'value="5"' in words
    assert not TherapistRules.objects.exists()


def test_limits_on_the_page(page: Client) -> None:
    typed = {"daily_cap": "5", "weekly_cap": "", "asks_first": "everybody"}
    assert page.post("/hours/limits/", typed).status_code == 302
    assert 'value="5"' in page.get("/hours/limits/").content.decode()
    assert page.post("/hours/limits/", typed | {"daily_cap": "0"}).status_code == 400
    assert page.post("/hours/limits/", typed | {"asks_first": "cats"}).status_code == 400
    assert TherapistRules.objects.get().daily_cap == 5


def test_a_pause_and_its_end(page: Client, tariq: User) -> None:
    page.post("/hours/pause/")
    paused_at = TherapistRules.objects.get().paused_at
    assert paused_at
    page.post("/hours/pause/")
    assert TherapistRules.objects.get().paused_at == paused_at
    assert "New bookings are paused" in page.get("/hours/").content.decode()
    page.post("/hours/resume/")
    page.post("/hours/resume/")
    assert TherapistRules.objects.get().paused_at is None
    assert "New bookings are paused" not in page.get("/hours/").content.decode()
    verbs = AuditEntry.objects.filter(verb__startswith="bookings.").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["bookings.pause", "bookings.resume"]


def test_only_therapists_have_limits(alice: User, ines: User) -> None:
    for person in (alice, ines):
        with pytest.raises(Http404):
            set_therapist_rules(actor=person, daily_cap=1, weekly_cap=1, asks_first=Asks.NOBODY)
        with pytest.raises(Http404):
            pause_bookings(actor=person, at=NOW)
        with pytest.raises(Http404):
            resume_bookings(actor=person)
    assert not TherapistRules.objects.exists()
