"""What several of intake's tests need."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.actions import Saved, save_answers
from intake.models import Document, DocumentKind, RiskAlert
from intake.shipped import load_documents
from people.models import Care, User
from privacy.models import AuditEntry

NOT_AT_ALL, SEVERAL_DAYS, MORE_DAYS, EVERY_DAY = "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def consent(db: None, now: datetime) -> Document:
    load_documents(at=now)
    return Document.objects.get(kind=DocumentKind.TELEHEALTH_CONSENT)


@pytest.fixture
def agreement(consent: Document) -> Document:
    return Document.objects.get(kind=DocumentKind.SESSION_AGREEMENT)


@pytest.fixture
def answer(alice: User, care: Care, now: datetime) -> Callable[..., Saved]:
    """Alice answers: `answer("phq-9", {"phq9-1": "LA6569-3"})`."""

    def save(instrument: str, answers: dict[str, Any], *, at: datetime = now) -> Saved:
        submitted = {
            name: value if isinstance(value, list) else [value] for name, value in answers.items()
        }
        return save_answers(
            actor=alice, care=care, instrument=instrument, submitted=submitted,
            asked=list(answers), at=at,
        )  # fmt: skip

    return save


def verbs_of(care: Care) -> list[str]:
    """What the audit trail says was done in this care, in order."""
    trail = AuditEntry.objects.filter(care_key=str(care.pk)).order_by("id")
    return list(trail.values_list("verb", flat=True))


def reads_answer(client_for: Callable[[User], Client], alert: RiskAlert) -> str:
    """What the alert's page says was answered, for the therapist."""
    page = client_for(alert.care.therapist).get(reverse("intake:alert", args=[alert.pk]))
    return page.content.decode().split('<dl class="told">')[1].split("</dl>")[0]
