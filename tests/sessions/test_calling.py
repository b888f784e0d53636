"""Sessions on the phone, booked so or moved there: the number, the calls, the way back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.models import ContactCard
from notices.models import Notice
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment, Modality
from sessions import actions
from sessions.actions import calling
from sessions.actions.closing import close_finished
from sessions.models import (
    Admission,
    CallNumber,
    OpeningCheck,
    Outcome,
    PhoneCall,
    PhoneMove,
    Session,
    SessionEnd,
)
from sessions.room import protocol
from sessions.room.protocol import Close
from sessions.writing import held
from tests.scheduling.world import make_appointment
from tests.sessions.conftest import OpenPage, db

NUMBER = "+351 912 345 642"
OTHER = "+351 912 345 617"


@pytest.fixture
def now(appointment: Appointment) -> datetime:
    return appointment.starts_at + timedelta(minutes=1)


@pytest.fixture
def by_phone(appointment: Appointment) -> Appointment:
    """Alice's session with Tariq, booked as a phone session."""
    Appointment.objects.filter(pk=appointment.pk).update(modality=Modality.PHONE)
    appointment.refresh_from_db()
    return appointment


@pytest.fixture
def session(by_phone: Appointment) -> Session:
    return actions.session_of(by_phone)


def test_the_latest_number_the_patient_gave_counts(
    alice: User, tariq: User, care: Care, appointment: Appointment, now: datetime
) -> None:
    assert calling.number_of(appointment) == ""
    told = []
    for give in (
        lambda: User.objects.filter(pk=alice.pk).update(phone="+351 911 000 001"),
        lambda: ContactCard.objects.create(
            care=care, callback_phone="+351 911 000 002", updated_at=now, updated_by=alice
        ),
        lambda: OpeningCheck.objects.create(
            session=actions.session_of(appointment), phone="+351 911 000 003", by=tariq, at=now
        ),
        lambda: calling.give_number(actor=alice, appointment=appointment, phone=NUMBER, at=now),
    ):
        give()
        booked = Appointment.objects.get(pk=appointment.pk)
        told.append(calling.ending_of(calling.number_of(booked)))
    assert told == ["01", "02", "03", "42"]


def test_moving_to_the_phone_closes_the_room_and_back_opens_it(
    alice: User, tariq: User, appointment: Appointment, now: datetime
) -> None:
    session = actions.join(actor=alice, appointment=appointment, at=now).session
    for _ in range(2):
        calling.move_to_phone(actor=tariq, session=session, at=now)
    move = PhoneMove.objects.get()
    assert (move.moved_by, move.at, move.back_at) == (tariq, now, None)
    assert actions.door(appointment, at=now) == "by-phone"
    with pytest.raises(actions.opening.DoorClosed):
        actions.join(actor=alice, appointment=appointment, at=now)

    later = now + timedelta(minutes=5)
    for _ in range(2):
        calling.back_to_room(actor=tariq, session=session, at=later)
    move.refresh_from_db()
    assert (move.back_by, move.back_at) == (tariq, later)
    assert actions.door(appointment, at=later) == "open"
    verbs = AuditEntry.objects.filter(verb__startswith="phone.").values_list("verb", flat=True)
    assert sorted(verbs) == ["phone.back", "phone.move"]


def test_only_the_therapist_moves_calls_and_sees_the_number(
    alice: User,
    nadia: User,
    ines: User,
    mallory: User,
    by_phone: Appointment,
    session: Session,
    now: datetime,
) -> None:
    refusals = ((alice, PermissionDenied), (ines, PermissionDenied), (nadia, Http404))
    for person, refusal in (*refusals, (mallory, Http404)):
        for verb in (calling.move_to_phone, calling.back_to_room, calling.begin_call):
            with pytest.raises(refusal):
                verb(actor=person, session=session, at=now)
        with pytest.raises(refusal):
            calling.end_call(actor=person, session=session, outcome=Outcome.TOOK_PLACE, at=now)
        with pytest.raises(refusal):
            calling.show_number(actor=person, appointment=by_phone, at=now)
    assert not (PhoneMove.objects.exists() or PhoneCall.objects.exists())
    assert not AuditEntry.objects.filter(verb__startswith="phone.").exists()


def test_only_the_patient_gives_a_number(
    tariq: User, nadia: User, ines: User, appointment: Appointment, now: datetime
) -> None:
    for person in (tariq, nadia, ines):
        with pytest.raises((PermissionDenied, Http404)):
            calling.give_number(actor=person, appointment=appointment, phone=NUMBER, at=now)
    assert not CallNumber.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "is_shown"), [(-11, False), (-10, True), (0, True), (80, True), (81, False)]
)
def test_the_number_is_shown_around_the_session_alone_and_audited(
    minutes: int, is_shown: bool, alice: User, tariq: User, by_phone: Appointment, now: datetime
) -> None:
    calling.give_number(actor=alice, appointment=by_phone, phone=NUMBER, at=now)
    at = by_phone.starts_at + timedelta(minutes=minutes)
    if is_shown:
        assert calling.show_number(actor=tariq, appointment=by_phone, at=at) == NUMBER
    else:
        with pytest.raises(Refused):
            calling.show_number(actor=tariq, appointment=by_phone, at=at)
    shown = AuditEntry.objects.filter(verb="phone.show")
    assert shown.count() == int(is_shown)
    assert not any(NUMBER in str(vars(entry)) for entry in AuditEntry.objects.all())


def test_a_call_that_runs_over_keeps_the_number_in_reach(
    tariq: User, by_phone: Appointment, session: Session, now: datetime
) -> None:
    calling.begin_call(actor=tariq, session=session, at=now)
    late = by_phone.ends_at + timedelta(hours=1)
    assert calling.is_calling_time(by_phone, at=late)
    calling.end_call(actor=tariq, session=session, outcome=Outcome.CUT_SHORT, at=late)
    assert not calling.is_calling_time(by_phone, at=late)


def test_calls_are_kept_with_start_end_and_outcome(
    tariq: User, care: Care, session: Session, now: datetime
) -> None:
    Care.objects.filter(pk=care.pk).update(activated_at=None, activated_by=None)
    minute = timedelta(minutes=1)
    for _ in range(2):
        calling.begin_call(actor=tariq, session=session, at=now)
    calling.end_call(actor=tariq, session=session, outcome=Outcome.NOT_REACHED, at=now + minute)
    care.refresh_from_db()
    assert care.activated_at is None
    with pytest.raises(Refused):
        calling.end_call(actor=tariq, session=session, outcome=Outcome.CUT_SHORT, at=now)
    calling.begin_call(actor=tariq, session=session, at=now + 5 * minute)
    calling.end_call(actor=tariq, session=session, outcome=Outcome.TOOK_PLACE, at=now + 45 * minute)
    kept = [(call.begun_at, call.minutes, call.outcome) for call in PhoneCall.objects.all()]
    assert kept == [(now, 1, "not-reached"), (now + 5 * minute, 40, "took-place")]
    assert SessionEnd.objects.get().by == tariq
    care.refresh_from_db()
    assert care.activated_by == tariq


def test_the_database_keeps_one_running_call_and_one_standing_move(
    tariq: User, session: Session, now: datetime
) -> None:
    for rows, facts in (
        (PhoneCall, {"begun_by": tariq, "begun_at": now}),
        (PhoneMove, {"moved_by": tariq, "at": now}),
    ):
        rows.objects.create(session=session, **facts)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.objects.create(session=session, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneCall.objects.create(session=session, begun_by=tariq, begun_at=now, ended_at=now)


def test_nobody_is_asked_how_a_session_was_for_which_they_were_not_reached(
    tariq: User, session: Session, now: datetime
) -> None:
    calling.begin_call(actor=tariq, session=session, at=now)
    calling.end_call(actor=tariq, session=session, outcome=Outcome.NOT_REACHED, at=now)
    actions.end_session(actor=tariq, session=session, at=now)
    assert not Notice.objects.filter(kind="feedback_request").exists()
    assert not held(Session.objects.all()).exists()


def test_after_a_call_note_summary_and_feedback_follow_as_after_video(
    alice: User, tariq: User, appointment: Appointment, now: datetime
) -> None:
    """Alice waited, was never let in, and was called instead."""
    session = actions.join(actor=alice, appointment=appointment, at=now).session
    calling.move_to_phone(actor=tariq, session=session, at=now)
    calling.begin_call(actor=tariq, session=session, at=now)
    calling.end_call(actor=tariq, session=session, outcome=Outcome.TOOK_PLACE, at=now)
    assert not Admission.objects.exists()
    assert held(Session.objects.all()).get() == session
    assert Notice.objects.filter(kind="feedback_request").exists()


def test_the_clock_closes_what_was_moved_to_the_phone(
    alice: User, tariq: User, appointment: Appointment, now: datetime
) -> None:
    session = actions.join(actor=alice, appointment=appointment, at=now).session
    calling.move_to_phone(actor=tariq, session=session, at=now)
    assert close_finished(at=appointment.ends_at) == 0
    assert close_finished(at=appointment.ends_at + timedelta(minutes=31)) == 1


def test_both_pages_say_who_calls_whom_and_only_one_has_the_number(
    alice: User,
    tariq: User,
    by_phone: Appointment,
    client_for: Callable[[User | None], Client],
) -> None:
    calling.give_number(actor=alice, appointment=by_phone, phone=NUMBER, at=timezone.now())
    page = reverse("sessions:phone", args=[by_phone.pk])
    room = reverse("sessions:room", args=[by_phone.pk])
    patient, therapist = client_for(alice), client_for(tariq)
    for client in (patient, therapist):
        assert client.get(room)["Location"] == page
        assert NUMBER not in client.get(page).content.decode()
    assert "ending in <strong>42</strong>" in patient.get(page).content.decode()
    shown = therapist.post(reverse("sessions:phone_number", args=[by_phone.pk]))
    assert NUMBER in shown.content.decode()
    assert patient.post(reverse("sessions:phone_number", args=[by_phone.pk])).status_code == 404


def test_the_patient_corrects_the_number_and_the_therapists_page_learns_of_it(
    alice: User,
    tariq: User,
    by_phone: Appointment,
    client_for: Callable[[User | None], Client],
) -> None:
    page = reverse("sessions:phone", args=[by_phone.pk])
    own = reverse("sessions:own_number", args=[by_phone.pk])
    patient, therapist = client_for(alice), client_for(tariq)
    seen = therapist.get(page).context["seen"]
    part = {"HX-Request": "true"}
    assert therapist.get(page, {"seen": seen}, headers=part).status_code == 204
    assert "We can’t dial this number" in patient.post(own, {"phone": "12"}).content.decode()
    assert patient.post(own, {"phone": OTHER}).status_code == 302
    told = therapist.get(page, {"seen": seen}, headers=part).content.decode()
    assert "ending in 17" in told
    assert OTHER not in told
    assert CallNumber.objects.get().phone == OTHER


def test_a_page_goes_where_the_session_goes(
    alice: User,
    tariq: User,
    appointment: Appointment,
    client_for: Callable[[User | None], Client],
) -> None:
    """From the phone back to the room, and after the end to what comes after."""
    part = {"HX-Request": "true"}
    page = reverse("sessions:phone", args=[appointment.pk])
    patient, therapist = client_for(alice), client_for(tariq)
    therapist.post(reverse("sessions:to_phone", args=[appointment.pk]))
    assert patient.get(page, headers=part).status_code == 200
    assert "goes on by phone" in therapist.get(reverse("home:sessions")).content.decode()
    assert "It goes on by phone." in patient.get(reverse("home:next")).content.decode()
    therapist.post(reverse("sessions:back_to_room", args=[appointment.pk]))
    answer = patient.get(page, headers=part)
    assert answer["HX-Redirect"] == reverse("sessions:room", args=[appointment.pk])
    therapist.post(reverse("sessions:to_phone", args=[appointment.pk]))
    therapist.post(reverse("sessions:call", args=[appointment.pk]))
    assert "is calling you" in patient.get(page).content.decode()
    therapist.post(
        reverse("sessions:call_outcome", args=[appointment.pk]), {"outcome": "took-place"}
    )
    answer = patient.get(page, headers=part)
    assert answer["HX-Redirect"] == reverse("sessions:after", args=[appointment.pk])


def test_what_to_do_if_nobody_calls(
    alice: User, care: Care, client_for: Callable[[User | None], Client]
) -> None:
    booked = make_appointment(care, timezone.now() - timedelta(minutes=7))
    Appointment.objects.filter(pk=booked.pk).update(modality=Modality.PHONE)
    told = client_for(alice).get(reverse("sessions:phone", args=[booked.pk])).content.decode()
    assert "Nobody has called yet?" in told


@pytest.mark.django_db(transaction=True)
async def test_both_sockets_close_when_the_session_goes_on_by_phone(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    appointment: Appointment,
    client_for: Callable[[User | None], Client],
) -> None:
    patient, therapist = await open_page(alice), await open_page(tariq)
    await patient.greet()
    await therapist.greet()
    client = await db(client_for, tariq)
    await db(client.post, reverse("sessions:to_phone", args=[appointment.pk]))
    assert await patient.closed() == Close.BY_PHONE
    assert await therapist.closed() == Close.BY_PHONE
    again = await open_page(alice)
    await again.say(protocol.Hello(version=1, resume="", last_seq=0))
    assert await again.closed() == Close.BY_PHONE
