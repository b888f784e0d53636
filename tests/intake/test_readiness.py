"""What is left to prepare."""

from django.utils import timezone

from intake.actions import (
    complete_response,
    draft_contact_card,
    save_contact_card,
    sign_document,
)
from intake.readiness import next_label, steps, steps_for
from people.models import Care
from tests.conftest import make_patient, open_active_care
from tests.intake.conftest import NOT_AT_ALL
from tests.intake.test_contact import CARD


def told(care):
    return {step.code: step.done for step in steps(care)}


def test_nothing_is_done_at_first(agreement, care):
    assert told(care) == {
        "telehealth-consent": False,
        "session-agreement": False,
        "history": False,
        "measures": False,
        "contact": False,
        "devices": False,
    }


def test_step_by_step(agreement, consent, answer, alice, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    sign_document(actor=alice, care=care, document=agreement, at=now)
    answer("history", {"hopes-now": "Sleep"})
    story = next(step for step in steps(care) if step.code == "history")
    assert (story.done, story.begun, story.action) == (False, True, "Go on")
    complete_response(actor=alice, care=care, instrument="history", at=now)
    save_contact_card(actor=alice, care=care, at=now, **CARD)
    assert [step.code for step in steps(care) if not step.done] == ["measures", "devices"]


def test_a_half_filled_contact_card_goes_on(alice, care, now):
    def contact():
        return next(step for step in steps(care) if step.code == "contact")

    assert contact().action == "Begin"
    draft_contact_card(actor=alice, care=care, typed={"location": "Porto"}, at=now)
    assert (contact().done, contact().action) == (False, "Go on")
    save_contact_card(actor=alice, care=care, at=now, **CARD)
    assert (contact().done, contact().hint) == (True, "")
    draft_contact_card(actor=alice, care=care, typed={"location": "Lisbon"}, at=now)
    assert (contact().done, contact().hint) == (True, "changed, not saved yet")


def test_two_questionnaires_are_one_step_that_leads_to_the_open_one(answer, alice, care, now):
    def measures():
        return next(step for step in steps(care) if step.code == "measures")

    assert "/phq-9/" in measures().url
    answer("phq-9", {"phq9-1": NOT_AT_ALL})
    complete_response(actor=alice, care=care, instrument="phq-9", at=now)
    assert "/gad-7/" in measures().url
    assert (measures().done, measures().hint) == (False, "about 2 minutes")
    answer("gad-7", {"gad7-1": NOT_AT_ALL})
    complete_response(actor=alice, care=care, instrument="gad-7", at=now)
    assert measures().done


def test_without_documents_nobody_is_asked_to_sign(care):
    assert "telehealth-consent" not in told(care)


def test_the_button_names_the_next_step(care):
    assert next_label(steps(care)[0]) == "Next: Your story so far"
    assert next_label(None) == ""


def test_many_cost_as_many_queries_as_one(agreement, tariq, care, django_assert_num_queries, alice):
    for number in range(6):
        patient = make_patient(f"p{number}@example.com", f"Patient {number}")
        other = open_active_care(patient, tariq)
        save_contact_card(actor=patient, care=other, at=timezone.now(), **CARD)
    cares = list(Care.objects.select_related("patient", "therapist"))
    with django_assert_num_queries(5):
        checklists = steps_for(cares)
    assert len(checklists) == 7
    assert sum(step.done for steps in checklists.values() for step in steps) == 6
    with django_assert_num_queries(5):
        steps(cares[0])
