"""Moving and cancelling, within the practice's rules."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from notices.models import Notice
from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason, Practice, User
from privacy.models import AuditEntry
from scheduling import rules
from scheduling.actions import cancel, move, move_back
from scheduling.errors import BeyondHours, JustTaken, TooLate
from scheduling.forms import CancelForm
from scheduling.models import (
    Appointment,
    CancelReason,
    Hold,
    MissedKind,
    MissedReason,
    MissedSession,
    Service,
)
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice")

HOUR = timedelta(hours=1)
DAY_BEFORE = timedelta(hours=24)


@pytest.fixture
def session(care: Care, usual: Service) -> Appointment:
    """Alice with Tariq on Tuesday at 10 in Berlin."""
    return make_appointment(care, local(care.therapist, TUESDAY, 10), service=usual)


@pytest.fixture
def two_o_clock(tariq: User) -> datetime:
    return local(tariq, TUESDAY, 14)


def unchanged(session: Appointment) -> bool:
    before = (session.pk, session.sequence)
    now = Appointment.objects.get(pk=session.pk)
    return (
        (now.pk, now.sequence) == before
        and now.is_live
        and not now.changes.exists()
        and not Notice.objects.exists()
        and not AuditEntry.objects.filter(verb__startswith="appointment").exists()
    )


# Moving


def test_a_patient_moves_and_the_length_stays(
    session: Appointment, alice: User, two_o_clock: datetime
) -> None:
    before = session.starts_at
    moved = move(actor=alice, appointment=session, starts_at=two_o_clock, at=NOW)
    moved.refresh_from_db()
    assert (moved.starts_at, moved.length) == (two_o_clock, timedelta(minutes=50))
    assert moved.sequence == 1
    change = moved.changes.get()
    assert (change.starts_at_before, change.starts_at, change.by) == (before, two_o_clock, alice)
    assert AuditEntry.objects.latest("id").verb == "appointment.move"


def test_a_session_may_move_to_where_it_partly_lies_itself(
    session: Appointment, alice: User, tariq: User
) -> None:
    session.starts_at += timedelta(minutes=30)
    session.ends_at += timedelta(minutes=30)
    session.save()
    start = local(tariq, TUESDAY, 10)
    assert move(actor=alice, appointment=session, starts_at=start, at=NOW)


def test_a_taken_time_is_refused_with_others(
    session: Appointment, alice: User, nadias_care: Care, tariq: User, two_o_clock: datetime
) -> None:
    nadias_care.therapist = tariq
    nadias_care.save()
    make_appointment(nadias_care, two_o_clock)
    with pytest.raises(JustTaken) as refusal:
        move(actor=alice, appointment=session, starts_at=two_o_clock, at=NOW)
    assert refusal.value.alternatives
    assert unchanged(session)


def test_the_time_it_has_is_no_move(session: Appointment, alice: User) -> None:
    with pytest.raises(Refused, match="the time it has now"):
        move(actor=alice, appointment=session, starts_at=session.starts_at, at=NOW)
    assert unchanged(session)


def test_a_patient_keeps_the_notice_a_therapist_need_not(
    session: Appointment, alice: User, tariq: User
) -> None:
    at = session.starts_at - timedelta(hours=25)
    soon = local(tariq, TUESDAY - timedelta(days=1), 13)
    with pytest.raises(JustTaken):
        move(actor=alice, appointment=session, starts_at=soon, at=at)
    assert move(actor=tariq, appointment=session, starts_at=soon, at=at)


def test_a_therapist_moves_off_the_grid_and_beyond_the_horizon(
    session: Appointment, tariq: User
) -> None:
    for starts_at in (local(tariq, TUESDAY, 11, 10), local(tariq, date(2027, 2, 9), 9, 5)):
        moved = move(actor=tariq, appointment=session, starts_at=starts_at, at=NOW)
        assert moved.starts_at == starts_at


def test_a_therapist_moves_outside_their_hours_only_when_they_mean_it(
    session: Appointment, tariq: User
) -> None:
    evening = local(tariq, TUESDAY, 19)
    with pytest.raises(BeyondHours):
        move(actor=tariq, appointment=session, starts_at=evening, at=NOW)
    assert unchanged(session)
    moved = move(actor=tariq, appointment=session, starts_at=evening, at=NOW, beyond_hours=True)
    assert moved.starts_at == evening


def test_outside_the_hours_is_nothing_for_patients(session: Appointment, alice: User) -> None:
    evening = local(session.therapist, TUESDAY, 19)
    with pytest.raises(JustTaken):
        move(actor=alice, appointment=session, starts_at=evening, at=NOW, beyond_hours=True)
    assert unchanged(session)


def test_even_beyond_the_hours_nobody_moves_over_what_is_taken_nor_into_the_past(
    session: Appointment, tariq: User, two_o_clock: datetime
) -> None:
    Hold.objects.create(
        therapist=tariq,
        service=session.service,
        starts_at=two_o_clock,
        ends_at=two_o_clock + timedelta(minutes=50),
        made_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    for starts_at, refusal in ((two_o_clock, JustTaken), (NOW - timedelta(hours=1), Refused)):
        with pytest.raises(refusal):
            move(actor=tariq, appointment=session, starts_at=starts_at, at=NOW, beyond_hours=True)
    assert unchanged(session)


# Moving back


def test_a_move_is_taken_back_also_to_outside_the_hours(session: Appointment, tariq: User) -> None:
    evening = local(tariq, TUESDAY, 19)
    move(actor=tariq, appointment=session, starts_at=evening, at=NOW, beyond_hours=True)
    soon = NOW + timedelta(seconds=1)
    move(actor=tariq, appointment=session, starts_at=local(tariq, TUESDAY, 9), at=soon)
    last = session.changes.get(starts_at_before=evening)
    back = move_back(actor=tariq, change=last, at=NOW + timedelta(minutes=1))
    assert (back.starts_at, back.sequence) == (evening, 3)


def test_what_changed_since_is_not_moved_back(
    session: Appointment, alice: User, tariq: User, two_o_clock: datetime
) -> None:
    move(actor=tariq, appointment=session, starts_at=two_o_clock, at=NOW)
    change = session.changes.get()
    with pytest.raises(PermissionDenied):
        move_back(actor=alice, change=change, at=NOW)
    three = two_o_clock + timedelta(hours=1)
    move(actor=alice, appointment=session, starts_at=three, at=NOW + timedelta(seconds=1))
    with pytest.raises(Refused, match="changed since"):
        move_back(actor=tariq, change=change, at=NOW + timedelta(seconds=2))
    session.refresh_from_db()
    assert session.starts_at == three


def test_a_time_that_was_taken_meanwhile_is_not_taken_back(
    session: Appointment, nadias_care: Care, tariq: User, two_o_clock: datetime
) -> None:
    ten = session.starts_at
    move(actor=tariq, appointment=session, starts_at=two_o_clock, at=NOW)
    bruno_and_tariq = Care.objects.create(
        patient=nadias_care.patient, therapist=tariq, opened_at=NOW, opened_by=tariq
    )
    make_appointment(bruno_and_tariq, ten)
    with pytest.raises(JustTaken):
        move_back(actor=tariq, change=session.changes.get(), at=NOW)
    session.refresh_from_db()
    assert session.starts_at == two_o_clock


def test_a_therapist_who_takes_nobody_new_can_still_move(
    session: Appointment, tariq: User, two_o_clock: datetime
) -> None:
    tariq.therapist_profile.accepting_new_patients = False
    tariq.therapist_profile.save()
    assert move(actor=tariq, appointment=session, starts_at=two_o_clock, at=NOW)


# Cancelling


def test_a_patient_cancels_and_may_keep_the_reason(session: Appointment, alice: User) -> None:
    cancel(actor=alice, appointment=session, reason="not-said", at=NOW)
    session.refresh_from_db()
    assert (session.cancelled_at, session.cancelled_by) == (NOW, alice)
    assert session.cancel_reason == CancelReason.NOT_SAID
    assert session.sequence == 1
    assert AuditEntry.objects.latest("id").verb == "appointment.cancel"


def test_a_therapist_cancels_until_it_begins_and_says_why(
    session: Appointment, tariq: User
) -> None:
    just_before = session.starts_at - timedelta(minutes=1)
    for reason in ("", "not-said", "nonsense"):
        with pytest.raises(Refused, match="Say why"):
            cancel(actor=tariq, appointment=session, reason=reason, at=just_before)
    assert unchanged(session)
    cancel(actor=tariq, appointment=session, reason="emergency", at=just_before)
    assert not Appointment.objects.live().exists()


def test_twice_is_refused(session: Appointment, alice: User) -> None:
    cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    with pytest.raises(Refused, match="cancelled already"):
        cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    with pytest.raises(Refused, match="cancelled already"):
        move(actor=alice, appointment=session, starts_at=NOW, at=NOW)


# The practice's window


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=5)])
def test_later_than_the_rule_a_patient_who_would_move_is_told_the_rule_and_the_phone(
    later: timedelta, session: Appointment, alice: User, two_o_clock: datetime
) -> None:
    at = session.starts_at - DAY_BEFORE + later
    with pytest.raises(TooLate, match=r"24 hours before they begin.*\+351 210 000 000"):
        move(actor=alice, appointment=session, starts_at=two_o_clock, at=at)
    assert unchanged(session)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=23, minutes=59)])
def test_late_a_patient_is_told_first_and_then_may_cancel(
    later: timedelta, session: Appointment, alice: User
) -> None:
    at = session.starts_at - DAY_BEFORE + later
    with pytest.raises(TooLate, match=r"counts as late.*Tariq can decide"):
        cancel(actor=alice, appointment=session, reason="unwell", at=at)
    assert unchanged(session)
    assert not MissedSession.objects.exists()
    cancel(actor=alice, appointment=session, reason="unwell", at=at, late=True)
    session.refresh_from_db()
    assert not session.is_live
    mark = session.missed
    assert (mark.kind, mark.reason) == (MissedKind.LATE, MissedReason.UNWELL)
    assert (mark.marked_at, mark.marked_by, mark.waived_at) == (at, alice, None)
    assert AuditEntry.objects.latest("id").verb == "appointment.cancel_late"


def test_a_late_reason_is_one_of_those_that_are_asked_for(
    session: Appointment, alice: User
) -> None:
    at = session.starts_at - timedelta(hours=1)
    for reason in ("", "other-time", "care-ended"):
        with pytest.raises(Refused, match="Say why"):
            cancel(actor=alice, appointment=session, reason=reason, at=at, late=True)
    assert unchanged(session)
    assert not MissedSession.objects.exists()


def test_every_late_reason_can_be_kept(session: Appointment) -> None:
    assert set(rules.LATE_REASONS) == set(rules.MISSED_FOR)


def test_a_therapist_is_never_late(session: Appointment, tariq: User) -> None:
    at = session.starts_at - timedelta(minutes=5)
    cancel(actor=tariq, appointment=session, reason="unwell", at=at)
    assert not MissedSession.objects.exists()


def test_in_time_nothing_is_marked_though_one_was_ready_for_it(
    session: Appointment, alice: User
) -> None:
    cancel(actor=alice, appointment=session, reason="plans", at=NOW, late=True)
    assert not MissedSession.objects.exists()


def test_a_second_earlier_is_in_time(session: Appointment, alice: User) -> None:
    at = session.starts_at - DAY_BEFORE - timedelta(seconds=1)
    cancel(actor=alice, appointment=session, reason="plans", at=at)
    assert not MissedSession.objects.exists()


def test_the_two_windows_are_the_practices_and_apart(
    session: Appointment, alice: User, practice: Practice, two_o_clock: datetime
) -> None:
    practice.cancel_until_hours, practice.move_until_hours = 72, 12
    practice.save()
    with pytest.raises(TooLate, match="counts as late"):
        cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    assert move(actor=alice, appointment=session, starts_at=two_o_clock, at=NOW)
    practice.cancel_until_hours, practice.move_until_hours = 12, 72
    practice.save()
    with pytest.raises(TooLate, match="until 3 days before"):
        move(actor=alice, appointment=session, starts_at=two_o_clock + HOUR, at=NOW)
    cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    assert not MissedSession.objects.exists()


@pytest.mark.parametrize(
    ("cancelling", "moving", "hours_before", "words"),
    [
        (24, 24, 40, "You can move or cancel this session until tomorrow, 09:00"),
        (24, 24, 10, "It could be moved until today, 09:00. You can still cancel"),
        (48, 24, 40, "You can move it until tomorrow, 09:00. You can still cancel it"),
        (24, 48, 40, "It could be moved until today, 09:00. You can cancel it until tomorrow"),
        (48, 24, 60, "You can move it until Monday 23 November, 09:00. You can cancel it until to"),
    ],
)
def test_the_rules_in_words(
    session: Appointment,
    alice: User,
    practice: Practice,
    cancelling: int,
    moving: int,
    hours_before: int,
    words: str,
) -> None:
    practice.cancel_until_hours, practice.move_until_hours = cancelling, moving
    at = session.starts_at - timedelta(hours=hours_before)
    with timezone.override("Europe/Lisbon"):
        assert rules.in_words(session, by=alice, practice=practice, at=at).startswith(words)


def test_once_it_has_begun_nobody_changes_it(
    session: Appointment, alice: User, tariq: User, two_o_clock: datetime
) -> None:
    for person in (alice, tariq):
        with pytest.raises(TooLate, match="has begun"):
            move(
                actor=person,
                appointment=session,
                starts_at=two_o_clock,
                at=session.starts_at,
            )
    assert unchanged(session)


# Who


def test_strangers_find_nothing_and_the_practice_leaves_it_alone(
    session: Appointment, mallory: User, nadia: User, ines: User, two_o_clock: datetime
) -> None:
    for person, told in ((mallory, Http404), (nadia, Http404), (ines, PermissionDenied)):
        with pytest.raises(told):
            cancel(actor=person, appointment=session, reason="plans", at=NOW)
        with pytest.raises(told):
            move(actor=person, appointment=session, starts_at=two_o_clock, at=NOW)
    assert unchanged(session)


def test_the_end_of_a_care_cancels_what_lies_ahead_of_it(
    care: Care, tariq: User, usual: Service, nadias_care: Care
) -> None:
    now = timezone.now()
    past = make_appointment(care, now - timedelta(days=3), service=usual)
    ahead = [make_appointment(care, now + timedelta(days=n), service=usual) for n in (2, 9)]
    others = make_appointment(nadias_care, now + timedelta(days=2), service=usual)
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    assert set(Appointment.objects.live()) == {past, others}
    for appointment in ahead:
        appointment.refresh_from_db()
        assert appointment.cancel_reason == CancelReason.CARE_ENDED
        assert appointment.cancelled_by == tariq
    told = Notice.objects.filter(kind="appointment_cancelled")
    assert {str(notice.about) for notice in told} == {str(row.pk) for row in ahead}


def test_one_session_or_several_late_or_not_the_reasons_stand_in_one_order(
    alice: User, tariq: User
) -> None:
    for person in (alice, tariq):
        reasons = rules.reasons_for(person)
        assert CancelForm(reasons=reasons).fields["reason"].initial is None
        late = rules.reasons_for(person, late=True)
        assert [one for one in reasons if one in late] == list(late)
