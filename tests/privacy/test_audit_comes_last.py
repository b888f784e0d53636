"""No verb writes a row after it has taken the audit chain.

Whoever holds the chain and waits for a row, while the row's holder waits for the chain, waits for
ever: PostgreSQL would end one of the two with an error.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from intake.models import QuestionnaireResponse, RiskAlert
from people import actions
from people.errors import Refused
from people.models import Care, Practice, User
from privacy import audit
from privacy.models import AuditEntry
from resources.actions import assign
from scheduling.actions import book
from tests.conftest import make_patient, open_active_care
from tests.scheduling.world import local, make_appointment, services, work_daily

WRITES = re.compile(r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')


def locked_after_the_chain(verb: Callable[[], object]) -> set[str]:
    """The tables written after the chain was taken."""
    with CaptureQueriesContext(connection) as seen:
        verb()
    statements = [query["sql"] for query in seen.captured_queries]
    chain = next(n for n, sql in enumerate(statements) if "privacy_audithead" in sql)
    touched = {found[1] for sql in statements[chain:] if (found := WRITES.match(sql))}
    return {table for table in touched if not table.startswith("privacy_")}


@pytest.fixture
def worried(care: Care, alice: User, tariq: User) -> Care:
    """Alice's care with everything that goes along at a hand-over."""
    now = timezone.now()
    services()
    make_appointment(care, now + timedelta(days=3))
    response = QuestionnaireResponse.objects.create(
        care=care, instrument="phq-9", version="1", started_at=now, saved_at=now
    )
    RiskAlert.objects.create(care=care, response=response, hits={"phq9-9": 1}, opened_at=now)
    assign(actor=tariq, care=care, title="Walk", at=now)
    return care


def test_parting_with_two_patients(
    worried: Care, tariq: User, nadia: User, ines: User, practice: Practice
) -> None:
    second = open_active_care(make_patient("second@example.com", "Second Patient"), tariq)
    handover = {worried.pk: nadia, second.pk: nadia}
    assert not locked_after_the_chain(
        lambda: actions.part_with(actor=ines, therapist=tariq, handover=handover, at=timezone.now())
    )
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"care.end", "care.hand_over", "appointment.cancel", "account.part_with"} <= verbs
    assert audit.verify().fault is None


def test_a_first_booking_opens_a_care(mallory: User, tariq: User, practice: Practice) -> None:
    first, _usual = services()
    work_daily(tariq)
    starts_at = local(tariq, timezone.localdate() + timedelta(days=3), 11)
    assert not locked_after_the_chain(
        lambda: book(
            actor=mallory,
            therapist=tariq,
            service=first,
            starts_at=starts_at,
            at=timezone.now(),
        )
    )
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {
        "care.open",
        "appointment.book",
    }


def test_entries_of_a_failed_block_are_not_written(alice: User) -> None:
    def fails() -> None:
        with transaction.atomic(), audit.at_the_end():
            audit.record("details.save", actor=alice, row=alice)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fails()
    audit.record("details.save", actor=alice, row=alice)
    assert AuditEntry.objects.count() == 1


def test_nobody_is_handed_to_who_was_suspended_meanwhile(
    care: Care, nadia: User, ines: User
) -> None:
    as_the_form_knew_her = User.objects.get(pk=nadia.pk)
    actions.suspend(actor=ines, user=nadia, reason="A question", at=timezone.now())
    with pytest.raises(Refused, match="another therapist"):
        actions.hand_over(care=care, to=as_the_form_knew_her, by=ines)
