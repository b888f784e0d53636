"""What the screens of goals show and give back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from goals import actions
from goals.board import board
from goals.models import Goal
from notices.actions import deliver_due
from people.models import Care, User
from privacy.models import AuditEntry

ClientFor = Callable[[User | None], Client]
HTMX = {"HX-Request": "true"}
NOW = timezone.now()


@pytest.fixture
def goal(care: Care, tariq: User) -> Goal:
    return actions.propose(actor=tariq, care=care, text="Sleep through four nights", at=NOW)


def test_a_patient_with_one_therapist_is_led_to_their_goals(
    care: Care, alice: User, client_for: ClientFor
) -> None:
    answer = client_for(alice).get("/goals/")
    assert answer["Location"] == f"/goals/{care.pk}/"


def test_each_is_asked_for_words_that_fit_them(
    care: Care, alice: User, tariq: User, client_for: ClientFor
) -> None:
    address = f"/goals/{care.pk}/"
    assert "The goal, in your own words" in client_for(alice).get(address).content.decode()
    assert "The goal, in words you both use" in client_for(tariq).get(address).content.decode()


def test_what_waits_stands_first_and_can_be_agreed_to(
    goal: Goal, alice: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    page = client.get(f"/goals/{goal.care_id}/").content.decode()
    assert page.index("Waiting for you") < page.index("Sleep through four nights")
    address = reverse("goals:agree", args=[goal.care_id, goal.pk])
    after = client.post(address, {"wording": goal.wordings.get().pk}, follow=True)
    assert "Agreed. You both mean the same now." in after.content.decode()


def test_agreeing_to_replaced_words_shows_the_new_ones(
    goal: Goal, alice: User, tariq: User, client_for: ClientFor
) -> None:
    old = goal.wordings.get()
    actions.reword(actor=tariq, goal=goal, text="Sleep through three nights", at=NOW)
    address = reverse("goals:agree", args=[goal.care_id, goal.pk])
    for headers in ({}, HTMX):
        page = (
            client_for(alice)
            .post(address, {"wording": old.pk}, headers=headers, follow=True)
            .content.decode()
        )
        assert "Tariq has just changed the words" in page
        assert "Sleep through three nights" in page


def test_a_proposal_that_is_not_taken_is_given_back(
    care: Care, alice: User, client_for: ClientFor
) -> None:
    words = "y" * 301
    for headers in ({}, HTMX):
        answer = client_for(alice).post(
            f"/goals/{care.pk}/propose/", {"text": words}, headers=headers
        )
        assert answer.status_code == 200
        assert words in answer.content.decode()


def test_new_words_that_are_not_taken_are_given_back(
    goal: Goal, alice: User, client_for: ClientFor
) -> None:
    words = "Sleep through four nights"
    address = reverse("goals:reword", args=[goal.care_id, goal.pk])
    for headers in ({}, HTMX):
        page = client_for(alice).post(address, {"text": words}, headers=headers).content.decode()
        assert "proposed already" in page
        assert f"{words}</textarea>" in page


def test_the_panel_answers_only_when_something_changed(
    goal: Goal, care: Care, alice: User, tariq: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    address = reverse("goals:panel", args=[care.pk])
    seen = board(care=care, viewer=alice).version
    assert client.get(address, {"seen": seen}).status_code == 204
    actions.withdraw(actor=tariq, wording=goal.wordings.get(), at=NOW)
    changed = client.get(address, {"seen": seen})
    assert changed.status_code == 200
    assert "goals-compose" not in changed.content.decode(), "what is being written stays"


def test_reading_goals_is_audited_but_an_unchanged_panel_is_not(
    goal: Goal, care: Care, alice: User, client_for: ClientFor
) -> None:
    client, reads = client_for(alice), AuditEntry.objects.filter(verb="goals.read")
    client.get(f"/goals/{care.pk}/")
    assert reads.count() == 1
    seen = board(care=care, viewer=alice).version
    client.get(reverse("goals:panel", args=[care.pk]), {"seen": seen})
    assert reads.count() == 1


def test_the_goal_page_has_a_chart_and_the_same_as_a_table(
    goal: Goal, alice: User, client_for: ClientFor
) -> None:
    actions.agree(actor=alice, wording=goal.wordings.get(), at=NOW)
    actions.rate(actor=alice, goal=goal, value=3, at=NOW - timedelta(days=7))
    actions.rate(actor=alice, goal=goal, value=6, at=NOW)
    page = client_for(alice).get(f"/goals/{goal.care_id}/{goal.pk}/").content.decode()
    assert "<polyline" in page
    assert "<td>3</td>" in page
    assert "<td>6</td>" in page
    assert "style=" not in page


def test_words_proposed_and_agreed_on_one_day_have_one_date(
    goal: Goal, care: Care, alice: User, tariq: User, client_for: ClientFor
) -> None:
    actions.agree(actor=alice, wording=goal.wordings.get(), at=NOW)
    later = actions.propose(actor=tariq, care=care, text="Call a friend", at=NOW)
    actions.agree(actor=alice, wording=later.wordings.get(), at=NOW + timedelta(days=2))
    client = client_for(tariq)
    once = client.get(f"/goals/{care.pk}/{goal.pk}/").content.decode()
    assert "You proposed this and both agreed on" in once
    assert "agreed by both on" not in once
    twice = client.get(f"/goals/{care.pk}/{later.pk}/").content.decode()
    assert "agreed by both on" in twice


def test_a_list_takes_the_same_queries_however_long(
    care: Care, alice: User, tariq: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        goal = actions.propose(actor=alice, care=care, text=f"Goal {number}", at=NOW)
        actions.agree(actor=tariq, wording=goal.wordings.get(), at=NOW)
        actions.rate(actor=alice, goal=goal, value=number % 11, at=NOW)
    with django_assert_num_queries(3):
        seen = board(care=care, viewer=alice)
        assert len([(g.words, g.last_rating, g.waits_for(tariq)) for g in seen.agreed]) == 12
    with django_assert_num_queries(1):
        assert len(Goal.objects.waiting_for(tariq)) == 0


def test_the_letter_says_only_that_something_waits(goal: Goal, alice: User) -> None:
    deliver_due(at=NOW + timedelta(minutes=21))
    (letter,) = mail.outbox
    assert letter.to == [alice.email]
    assert letter.subject == "Something waits for you"
    assert "leep" not in letter.body
    assert "goal" not in letter.body.replace("/goals/", "").lower()
    assert f"/goals/{goal.care_id}/" in letter.body


def test_the_letter_is_not_sent_to_somebody_who_has_answered(goal: Goal, alice: User) -> None:
    actions.agree(actor=alice, wording=goal.wordings.get(), at=NOW)
    deliver_due(at=NOW + timedelta(minutes=21))
    assert mail.outbox == []
