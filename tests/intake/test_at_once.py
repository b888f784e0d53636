"""Several requests of one person at the same moment: one draft, one alert, one signature."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from intake.actions import complete_response, save_answers, sign_document
from intake.models import QuestionnaireResponse, RiskAlert, Signature
from tests.intake.conftest import SEVERAL_DAYS

TIMES = 8


def at_once(act: Callable[[int], object]) -> list[object]:
    """Run it in as many threads, let go together, each with its own connection."""
    barrier = Barrier(TIMES)

    def run(number: int) -> object:
        try:
            barrier.wait(timeout=30)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(run, range(TIMES)))


@pytest.mark.django_db(transaction=True)
def test_one_draft_with_every_answer_and_one_alert(alice, care, now):
    def save(number: int) -> object:
        name = f"phq9-{number + 2}"
        return save_answers(
            actor=alice,
            care=care,
            instrument="phq-9",
            submitted={name: [SEVERAL_DAYS]},
            asked=[name],
            at=now,
        )

    at_once(save)
    assert set(QuestionnaireResponse.objects.get().given) == {f"phq9-{n}" for n in range(2, 10)}
    assert RiskAlert.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_finished_form(alice, care, now):
    finished = at_once(
        lambda _: complete_response(actor=alice, care=care, instrument="history", at=now)
    )
    assert len(set(finished)) == 1
    assert QuestionnaireResponse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_signature(alice, care, consent, now):
    signed = at_once(lambda _: sign_document(actor=alice, care=care, document=consent, at=now))
    assert len(set(signed)) == 1
    assert Signature.objects.count() == 1
