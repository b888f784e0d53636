"""Saving as one goes: what is good is kept, nothing else is touched, others can't."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from intake.actions import save_answers
from intake.engine import AnswerError
from intake.models import QuestionnaireResponse, RiskAlert
from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason
from tests.intake.conftest import SEVERAL_DAYS, verbs_of


def test_keeps_the_first_answer_and_begins_a_draft(answer, care, now):
    saved = answer("phq-9", {"phq9-1": SEVERAL_DAYS})
    draft = QuestionnaireResponse.objects.get()
    assert draft == saved.response
    assert (draft.instrument, draft.version, draft.care) == ("phq-9", "1.0.0", care)
    assert draft.given == {"phq9-1": SEVERAL_DAYS}
    assert (draft.started_at, draft.saved_at, draft.completed_at) == (now, now, None)
    assert verbs_of(care) == ["answers.save"]


def test_leaves_the_answers_of_other_pages_alone(answer):
    answer("history", {"hopes-now": "I can't sleep"})
    answer("history", {"work-like": "Too much"})
    assert QuestionnaireResponse.objects.get().given == {
        "hopes-now": "I can't sleep",
        "work-like": "Too much",
    }


def test_takes_an_answer_back(answer):
    answer("history", {"hopes-now": "I can't sleep"})
    answer("history", {"hopes-now": ""})
    assert QuestionnaireResponse.objects.get().given == {}


def test_the_same_again_changes_nothing(answer, care, now):
    answer("phq-9", {"phq9-1": SEVERAL_DAYS})
    saved = answer("phq-9", {"phq9-1": SEVERAL_DAYS}, at=now + timedelta(minutes=5))
    assert saved.response.saved_at == now
    assert QuestionnaireResponse.objects.count() == 1
    assert verbs_of(care) == ["answers.save"]


def test_keeps_what_is_good_and_names_what_is_not(answer):
    answer("history", {"body-sleep": "well"})
    saved = answer("history", {"body-sleep": "never", "body-health": "Asthma"})
    assert saved.errors == {"body-sleep": AnswerError.NOT_AN_OPTION}
    assert QuestionnaireResponse.objects.get().given == {
        "body-sleep": "well",
        "body-health": "Asthma",
    }


def test_answers_are_ciphertext_in_the_database(answer):
    answer("history", {"hopes-now": "I lie awake at night"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM intake_questionnaireresponse")
        assert "awake" not in cursor.fetchone()[0]


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory"])
def test_others_find_nothing(name, request, care, now):
    actor = request.getfixturevalue(name)
    with pytest.raises(Http404):
        save_answers(actor=actor, care=care, instrument="phq-9", submitted={}, asked=[], at=now)
    assert not QuestionnaireResponse.objects.exists()
    assert verbs_of(care) == []


def test_the_therapist_reads_but_does_not_answer(tariq, care, now):
    with pytest.raises(PermissionDenied):
        save_answers(actor=tariq, care=care, instrument="phq-9", submitted={}, asked=[], at=now)


def test_nothing_new_after_the_end(answer, care, tariq):
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    with pytest.raises(PermissionDenied):
        answer("phq-9", {"phq9-1": SEVERAL_DAYS})
    assert not QuestionnaireResponse.objects.exists()


def test_an_end_that_came_in_between_is_seen(alice, tariq, care, now):
    seen_before_the_end = Care.objects.get(pk=care.pk)
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    with pytest.raises(Refused):
        save_answers(
            actor=alice, care=seen_before_the_end, instrument="phq-9",
            submitted={"phq9-9": [SEVERAL_DAYS]}, asked=["phq9-9"], at=now,
        )  # fmt: skip
    assert not QuestionnaireResponse.objects.exists()


def test_leaves_no_trace_when_it_fails(answer, care, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the outbox is broken")

    monkeypatch.setattr("intake.actions.alerts.enqueue", broken)
    with pytest.raises(RuntimeError):
        answer("phq-9", {"phq9-9": SEVERAL_DAYS})
    assert not QuestionnaireResponse.objects.exists()
    assert not RiskAlert.objects.exists()
    assert verbs_of(care) == []
