"""Finishing: with its score, once, also with questions left open."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from intake.actions import NotReady, complete_response
from intake.engine import AnswerError
from intake.models import QuestionnaireResponse, RiskAlert
from tests.intake.conftest import EVERY_DAY, NOT_AT_ALL, SEVERAL_DAYS, verbs_of


def phq(chosen, **rest):
    return {f"phq9-{n}": chosen for n in range(1, 10)} | rest


def test_stores_the_score_with_its_band(answer, alice, care, now):
    answer("phq-9", phq(SEVERAL_DAYS) | {"phq9-9": NOT_AT_ALL})
    finished = complete_response(actor=alice, care=care, instrument="phq-9", at=now)
    stored = QuestionnaireResponse.objects.get()
    assert stored == finished
    assert stored.completed_at == now
    assert stored.score == {"total": 8, "band": "mild", "missing": []}
    assert stored.total == 8
    assert verbs_of(care) == ["answers.save", "answers.complete"]
    assert not RiskAlert.objects.exists()


def test_a_missing_item_means_no_score(answer, alice, care, now):
    answer("phq-9", phq(EVERY_DAY) | {"phq9-4": ""})
    finished = complete_response(actor=alice, care=care, instrument="phq-9", at=now)
    assert finished.score == {"total": None, "band": None, "missing": ["phq9-4"]}


def test_the_story_can_be_finished_without_a_word(alice, care, now):
    finished = complete_response(actor=alice, care=care, instrument="history", at=now)
    assert finished.is_complete
    assert finished.given == {}
    assert finished.score == {}


def test_twice_is_once(answer, alice, care, now):
    answer("gad-7", {"gad7-1": SEVERAL_DAYS})
    first = complete_response(actor=alice, care=care, instrument="gad-7", at=now)
    later = now + timedelta(seconds=1)
    assert complete_response(actor=alice, care=care, instrument="gad-7", at=later) == first
    assert QuestionnaireResponse.objects.count() == 1


def test_a_measure_begins_empty_and_a_story_with_what_was_told(answer, alice, care, now):
    answer("gad-7", {"gad7-1": SEVERAL_DAYS})
    answer("history", {"hopes-now": "Sleep", "now-safety": ["self"]})
    for code in ("gad-7", "history"):
        complete_response(actor=alice, care=care, instrument=code, at=now)
    assert answer("gad-7", {"gad7-2": NOT_AT_ALL}).response.given == {"gad7-2": NOT_AT_ALL}
    again = answer("history", {"work-like": "Better"})
    assert again.response.given == {"hopes-now": "Sleep", "work-like": "Better"}
    assert again.alert is None


def test_an_answer_that_cannot_stand_keeps_it_open(answer, alice, care, now):
    draft = answer("gad-7", {"gad7-1": SEVERAL_DAYS}).response
    QuestionnaireResponse.objects.filter(pk=draft.pk).update(answers={"gad7-1": "torn"})
    with pytest.raises(NotReady) as refused:
        complete_response(actor=alice, care=care, instrument="gad-7", at=now)
    assert refused.value.errors == {"gad7-1": AnswerError.NOT_AN_OPTION}
    assert not QuestionnaireResponse.objects.get().is_complete


def test_what_is_finished_does_not_change(answer, alice, care, now):
    answer("gad-7", {"gad7-1": SEVERAL_DAYS})
    finished = complete_response(actor=alice, care=care, instrument="gad-7", at=now)
    rows = QuestionnaireResponse.objects.filter(pk=finished.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(completed_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(version="2.0.0")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory"])
def test_others_find_nothing(name, request, answer, care, now):
    answer("gad-7", {"gad7-1": SEVERAL_DAYS})
    with pytest.raises(Http404):
        complete_response(
            actor=request.getfixturevalue(name), care=care, instrument="gad-7", at=now
        )
    assert not QuestionnaireResponse.objects.get().is_complete


def test_the_therapist_does_not_finish_it(tariq, care, now):
    with pytest.raises(PermissionDenied):
        complete_response(actor=tariq, care=care, instrument="gad-7", at=now)


def test_leaves_no_trace_when_it_fails(answer, alice, care, now, monkeypatch):
    answer("phq-9", phq(NOT_AT_ALL))

    def broken(*args, **kwargs):
        raise RuntimeError("the audit trail is broken")

    monkeypatch.setattr("intake.actions.answers.audit.record", broken)
    with pytest.raises(RuntimeError):
        complete_response(actor=alice, care=care, instrument="phq-9", at=now)
    assert not QuestionnaireResponse.objects.get().is_complete
