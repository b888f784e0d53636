"""A session that the patient missed: marked, taken back, waived."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.actions import mark_missed, unmark_missed, waive_missed
from scheduling.models import Appointment, MissedKind, MissedReason, MissedSession, Service
from tests.scheduling.conftest import NOW
from tests.scheduling.world import make_appointment, miss


@pytest.fixture
def session(care: Care, usual: Service) -> Appointment:
    """Began a quarter of an hour ago."""
    return make_appointment(care, NOW - timedelta(minutes=15), service=usual)


@pytest.fixture
def missed(session: Appointment, tariq: User) -> MissedSession:
    return mark_missed(actor=tariq, appointment=session, reason=MissedReason.UNWELL, at=NOW)


def verbs() -> list[str]:
    entries = AuditEntry.objects.filter(verb__endswith="_missed").order_by("pk")
    return list(entries.values_list("verb", flat=True))


def test_marked_with_a_reason(missed: MissedSession, tariq: User) -> None:
    assert (missed.kind, missed.reason) == (MissedKind.NO_SHOW, MissedReason.UNWELL)
    assert (missed.marked_by, missed.marked_at, missed.waived_at) == (tariq, NOW, None)
    assert verbs() == ["appointment.mark_missed"]


def test_not_before_it_begins_nor_cancelled_nor_twice_nor_without_a_reason(
    session: Appointment, tariq: User
) -> None:
    before = session.starts_at - timedelta(seconds=1)
    for at, reason in ((before, MissedReason.UNWELL), (NOW, ""), (NOW, "laziness")):
        with pytest.raises(Refused):
            mark_missed(actor=tariq, appointment=session, reason=reason, at=at)
    assert not MissedSession.objects.exists()
    assert verbs() == []
    mark_missed(actor=tariq, appointment=session, reason=MissedReason.UNWELL, at=NOW)
    with pytest.raises(Refused, match="already"):
        mark_missed(actor=tariq, appointment=session, reason=MissedReason.UNWELL, at=NOW)


def test_a_cancelled_session_was_not_missed(session: Appointment, tariq: User) -> None:
    Appointment.objects.filter(pk=session.pk).update(
        cancelled_at=NOW, cancelled_by=tariq, cancel_reason="unwell"
    )
    with pytest.raises(Refused, match="cancelled"):
        mark_missed(actor=tariq, appointment=session, reason=MissedReason.UNWELL, at=NOW)


def test_taken_back_within_a_day(missed: MissedSession, tariq: User) -> None:
    later = NOW + timedelta(hours=24)
    with pytest.raises(Refused):
        unmark_missed(actor=tariq, missed=missed, at=later)
    unmark_missed(actor=tariq, missed=missed, at=later - timedelta(seconds=1))
    assert not MissedSession.objects.exists()
    assert verbs() == ["appointment.mark_missed", "appointment.unmark_missed"]


def test_a_late_cancellation_is_not_unmarked_but_can_be_waived(
    missed: MissedSession, tariq: User
) -> None:
    MissedSession.objects.update(kind=MissedKind.LATE)
    missed.refresh_from_db()
    with pytest.raises(Refused):
        unmark_missed(actor=tariq, missed=missed, at=NOW)
    waive_missed(actor=tariq, missed=missed, at=NOW)
    assert missed.waived_at == NOW


def test_waived_once_by_therapist_or_admin(missed: MissedSession, tariq: User, ines: User) -> None:
    waive_missed(actor=ines, missed=missed, at=NOW)
    waive_missed(actor=tariq, missed=missed, at=NOW + timedelta(days=1))
    assert (missed.waived_at, missed.waived_by) == (NOW, ines)
    assert verbs() == ["appointment.mark_missed", "appointment.waive_missed"]


def test_who_may(
    session: Appointment,
    missed: MissedSession,
    alice: User,
    ines: User,
    nadia: User,
    mallory: User,
) -> None:
    told = {alice: PermissionDenied, ines: PermissionDenied, nadia: Http404, mallory: Http404}
    for person, refusal in told.items():
        with pytest.raises(refusal):
            mark_missed(actor=person, appointment=session, reason=MissedReason.UNWELL, at=NOW)
        with pytest.raises(refusal):
            unmark_missed(actor=person, missed=missed, at=NOW)
        if person != ines:
            with pytest.raises(refusal):
                waive_missed(actor=person, missed=missed, at=NOW)
    assert verbs() == ["appointment.mark_missed"]


def test_a_missed_session_is_not_counted_among_those_held(care: Care, usual: Service) -> None:
    week = timedelta(days=7)
    first, missed, today = (
        make_appointment(care, NOW - ago * week, service=usual) for ago in (2, 1, 0)
    )
    miss(missed)
    numbers = dict(Appointment.objects.numbered().values_list("pk", "number"))
    assert numbers == {first.pk: 1, missed.pk: 2, today.pk: 2}
