"""What goes along when the care is handed over, and what is asked anew."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from intake.actions import (
    complete_response,
    draft_contact_card,
    save_answers,
    save_contact_card,
    sign_document,
)
from intake.models import ContactCard, ContactDraft, QuestionnaireResponse, RiskAlert
from intake.readiness import steps, steps_for
from intake.told import finished, to_go_on_with
from people.actions import end_care, hand_over
from people.models import Care, EndReason
from privacy.models import AuditEntry
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.intake.conftest import NOT_AT_ALL, SEVERAL_DAYS, verbs_of
from tests.intake.test_contact import CARD


@pytest.fixture
def prepared(answer, consent, agreement, alice, care, now):
    """Alice has done everything with Tariq."""
    at = now - timedelta(days=40)
    sign_document(actor=alice, care=care, document=consent, at=at)
    sign_document(actor=alice, care=care, document=agreement, at=at)
    save_contact_card(actor=alice, care=care, at=at, **CARD)
    for instrument, given in (
        ("history", {"hopes-now": "I wake at four"}),
        ("phq-9", {"phq9-1": NOT_AT_ALL}),
        ("gad-7", {"gad7-1": NOT_AT_ALL}),
    ):
        answer(instrument, given, at=at)
        complete_response(actor=alice, care=care, instrument=instrument, at=at)
    return at


@pytest.fixture
def third(db):
    return make_therapist(
        "third@example.com", "Third Person", slug="third", zone="UTC", needs=["sleep"]
    )


def step(care, code):
    return next(step for step in steps(care) if step.code == code)


def test_the_contact_card_goes_along_as_old_as_it_is(prepared, care, alice, nadia, ines):
    successor = hand_over(care=care, to=nadia, by=ines)
    copy = ContactCard.objects.get(care=successor)
    assert {name: getattr(copy, name) for name in CARD} == CARD
    assert (copy.updated_at, copy.updated_by) == (prepared, alice), "nobody wrote it anew"
    assert (step(successor, "contact").done_at, step(successor, "contact").hint) == (
        prepared,
        "told before, with Tariq",
    )
    assert verbs_of(successor)[0] == "contact.go_along"


def test_the_copied_card_is_encrypted_like_the_first(prepared, care, nadia, ines):
    hand_over(care=care, to=nadia, by=ines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT location, emergency_name FROM intake_contactcard")
        stored = str(cursor.fetchall())
    assert "Rua das Flores" not in stored
    assert "Jo Moreau" not in stored


def test_changing_the_new_card_leaves_the_old_one(prepared, care, alice, nadia, ines, now):
    successor = hand_over(care=care, to=nadia, by=ines)
    later = now + timedelta(hours=1)
    save_contact_card(actor=alice, care=successor, at=later, **CARD | {"location": "Porto"})
    cards = {card.care_id: card.location for card in ContactCard.objects.all()}
    assert step(successor, "contact").hint == "", "it is hers and Nadia's now"
    assert cards == {care.pk: CARD["location"], successor.pk: "Porto"}


def test_without_a_card_there_is_none_to_copy(care, nadia, ines):
    successor = hand_over(care=care, to=nadia, by=ines)
    assert not ContactCard.objects.exists()
    assert not step(successor, "contact").done
    assert "contact.go_along" not in verbs_of(successor)


def test_the_half_written_card_moves_along(care, alice, nadia, ines, client_for, now):
    draft_contact_card(actor=alice, care=care, typed={"location": "12 Rua das"}, at=now)
    successor = hand_over(care=care, to=nadia, by=ines)
    draft = ContactDraft.objects.get()
    assert (draft.care, draft.typed, draft.saved_at) == (successor, {"location": "12 Rua das"}, now)
    page = client_for(alice).get(reverse("intake:contact", args=[successor.pk])).content.decode()
    assert "12 Rua das" in page
    assert "Nadia sees it once you press" in page
    assert step(successor, "contact").action == "Go on"
    assert verbs_of(successor) == ["contact.draft_go_along"]


def test_the_card_is_copied_and_what_was_being_changed_in_it_moves(
    prepared, care, alice, nadia, ines, client_for, now
):
    draft_contact_card(actor=alice, care=care, typed=CARD | {"location": "Faro"}, at=now)
    successor = hand_over(care=care, to=nadia, by=ines)
    assert ContactCard.objects.get(care=successor).location == CARD["location"]
    browser = client_for(alice)
    address = reverse("intake:contact", args=[successor.pk])
    page = browser.get(address).content.decode()
    assert "Faro" in page
    assert f'name="card" value="{prepared.isoformat()}"' in page
    browser.post(address, CARD | {"location": "Faro"})
    assert ContactCard.objects.get(care=successor).location == "Faro"
    assert ContactCard.objects.get(care=care).location == CARD["location"]
    assert not ContactDraft.objects.exists()


def test_the_story_counts_and_the_rest_is_asked_anew(prepared, care, nadia, ines):
    successor = hand_over(care=care, to=nadia, by=ines)
    done = {step.code for step in steps(successor) if step.done}
    assert done == {"history", "contact"}
    assert step(successor, "history").done_at == prepared
    assert step(successor, "history").hint == "told before, with Tariq"
    assert QuestionnaireResponse.objects.filter(care=successor).count() == 0


def test_through_several_hands_the_latest_story_counts(prepared, care, alice, nadia, third, ines):
    second = hand_over(care=care, to=nadia, by=ines)
    assert step(hand_over(care=second, to=third, by=ines), "history").hint == (
        "told before, with Tariq"
    )


def test_what_was_told_since_counts_more(prepared, care, alice, nadia, third, ines, now):
    second = hand_over(care=care, to=nadia, by=ines)
    complete_response(actor=alice, care=second, instrument="history", at=now)
    assert (step(second, "history").done_at, step(second, "history").hint) == (now, "")
    last = hand_over(care=second, to=third, by=ines)
    assert step(last, "history").hint == "told before, with Nadia"
    told = finished(last, "history")
    assert told is not None
    assert told.care == second
    assert told.given == {"hopes-now": "I wake at four"}, "it began with what was told before"


def test_a_story_that_was_never_finished_does_not_count(answer, care, nadia, ines):
    answer("history", {"hopes-now": "Sleep"})
    history = step(hand_over(care=care, to=nadia, by=ines), "history")
    assert (history.done, history.action) == (False, "Go on")


def test_a_half_told_story_goes_on_and_risk_is_asked_afresh(
    answer, care, alice, nadia, ines, client_for, now
):
    answer("history", {"hopes-now": "I wake at four", "now-safety": "self"})
    assert (
        RiskAlert.objects.update(closed_at=now, closed_by=care.therapist, outcome="Called her.")
        == 1
    )
    successor = hand_over(care=care, to=nadia, by=ines)
    browser = client_for(alice)
    first = reverse("intake:form_page", args=[successor.pk, "history", 1])
    assert browser.get(reverse("intake:form", args=[successor.pk, "history"]))["Location"] == first
    assert "I wake at four" in browser.get(first).content.decode()
    review = reverse("intake:review", args=[successor.pk, "history"])
    assert "I wake at four" in browser.get(review).content.decode()
    saved = save_answers(
        actor=alice, care=successor, instrument="history",
        submitted={"needs-else": ["Slowly"]}, asked=["needs-else"], at=now,
    )  # fmt: skip
    assert saved.response.given["hopes-now"] == "I wake at four"
    assert "now-safety" not in saved.response.given
    assert saved.alert is None


def test_what_was_being_added_to_the_story_goes_on_too(prepared, answer, care, alice, nadia, ines):
    answer("history", {"hopes-now": "I wake at three"})
    successor = hand_over(care=care, to=nadia, by=ines)
    assert step(successor, "history").hint == "told before, with Tariq"
    last = finished(successor, "history")
    assert last is not None
    assert last.given == {"hopes-now": "I wake at four"}
    going_on = to_go_on_with(successor, "history")
    assert going_on is not None
    assert going_on.given == {"hopes-now": "I wake at three"}


def test_a_half_answered_measure_begins_anew(answer, care, nadia, ines):
    answer("phq-9", {"phq9-1": SEVERAL_DAYS})
    assert to_go_on_with(hand_over(care=care, to=nadia, by=ines), "phq-9") is None


@pytest.mark.parametrize("instrument", ["history", "phq-9"])
def test_the_thanks_of_before_lead_to_where_it_goes_on(
    instrument, prepared, care, alice, nadia, ines, client_for
):
    successor = hand_over(care=care, to=nadia, by=ines)
    browser = client_for(alice)
    page = browser.get(reverse("intake:done", args=[care.pk, instrument])).content.decode()
    form = reverse("intake:form", args=[successor.pk, instrument])
    checklist = reverse("intake:prepare", args=[successor.pk])
    assert f'href="{form}?again"' in page
    assert f'href="{checklist}"' in page
    assert f'href="/prepare/{care.pk}/' not in page


def test_the_thanks_of_a_care_that_is_over_lead_home(prepared, care, alice, tariq, client_for):
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    browser = client_for(alice)
    page = browser.get(reverse("intake:done", args=[care.pk, "history"])).content.decode()
    assert "To my page" in page
    assert f'href="/prepare/{care.pk}/' not in page, "nothing there may be opened any more"


def test_the_next_therapist_opens_the_story_and_it_is_written_down_where_it_was_told(
    prepared, care, nadia, ines, client_for
):
    successor = hand_over(care=care, to=nadia, by=ines)
    page = client_for(nadia).get(reverse("intake:history", args=[successor.pk])).content.decode()
    assert "I wake at four" in page
    assert "Told while preparing with Tariq Haddad" in page
    read = AuditEntry.objects.filter(verb="answers.read", actor=nadia)
    assert {entry.care_key for entry in read} == {str(care.pk), str(successor.pk)}


def test_the_patient_is_not_asked_twice_and_can_add_to_it(
    prepared, care, alice, nadia, ines, client_for
):
    successor = hand_over(care=care, to=nadia, by=ines)
    browser = client_for(alice)
    form = reverse("intake:form", args=[successor.pk, "history"])
    page = browser.get(form, follow=True).content.decode()
    assert "Told already" in page
    assert "with Tariq. Nadia can read it, so you need not tell it twice" in page
    first = reverse("intake:form_page", args=[successor.pk, "history", 1])
    assert "I wake at four" in browser.get(first).content.decode(), "not an empty page"
    assert browser.get(f"{form}?again")["Location"] == first
    assert not QuestionnaireResponse.objects.filter(care=successor).exists()


def test_the_course_from_before_is_one_link_away_and_no_baseline(
    prepared, care, nadia, ines, client_for
):
    successor = hand_over(care=care, to=nadia, by=ines)
    browser = client_for(nadia)
    page = browser.get(reverse("intake:measures", args=[successor.pk])).content.decode()
    assert "No measures yet" in page
    earlier = reverse("intake:measures", args=[care.pk])
    assert earlier in page
    assert "PHQ-9" in browser.get(earlier).content.decode()


def test_others_do_not_reach_it_that_way(prepared, care, nadia, bruno, ines, client_for):
    successor = hand_over(care=care, to=nadia, by=ines)
    for name in (bruno, ines, care.therapist):
        for address in ("intake:history", "intake:measures"):
            answer = client_for(name).get(reverse(address, args=[successor.pk]))
            assert answer.status_code == 404


def test_many_that_were_handed_over_cost_one_query_more(
    agreement, tariq, nadia, ines, django_assert_num_queries
):
    for number in range(5):
        patient = make_patient(f"p{number}@example.com", f"Patient {number}")
        hand_over(care=open_active_care(patient, tariq), to=nadia, by=ines)
    taken_over = list(Care.objects.open().select_related("patient", "therapist"))
    with django_assert_num_queries(6):
        assert len(steps_for(taken_over)) == 5
