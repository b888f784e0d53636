"""Sessions on the phone: moving there and back, the number, the calls.

The number is shown to the therapist alone, around the session's time, and each time it is shown
stands in the audit trail.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from intake.models import ContactCard
from people import access
from people.access import Action
from people.actions import activate_care
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.models import Appointment, Modality
from sessions.actions.ending import end_session
from sessions.actions.opening import door, hours, session_of
from sessions.models import CallNumber, OpeningCheck, Outcome, PhoneCall, PhoneMove, Session


def is_by_phone(appointment: Appointment) -> bool:
    """Whether this session is on the phone: booked so, or moved there."""
    return (
        appointment.modality == Modality.PHONE
        or PhoneMove.objects.standing().filter(session__appointment=appointment).exists()
    )


def number_of(appointment: Appointment) -> str:
    """The number to call: given for this session, asked at its start, from the preparation, or
    the account's; "" when there is none."""
    of_session = {"session__appointment": appointment}
    given = CallNumber.objects.filter(**of_session).first()
    if given is not None:
        return given.phone
    asked = OpeningCheck.objects.filter(**of_session).first()
    if asked is not None and asked.phone:
        return asked.phone
    card = ContactCard.objects.filter(care=appointment.care_id).first()
    if card is not None and card.callback_phone:
        return card.callback_phone
    return appointment.patient.phone


def ending_of(number: str) -> str:
    """The last two digits, by which people know their own number; "" when there is none."""
    digits = "".join(letter for letter in number if letter.isdigit())
    return digits[-2:]


def is_calling_time(appointment: Appointment, *, at: datetime) -> bool:
    """From when a room would open until it would close, and for as long as a call runs."""
    state = door(appointment, at=at)
    if state in {"ended", "cancelled"}:
        return False
    open_from_to = hours(appointment)
    if open_from_to.opens_at <= at <= open_from_to.closes_at:
        return True
    return PhoneCall.objects.running().filter(session__appointment=appointment).exists()


def move_to_phone(*, actor: User, session: Session, at: datetime) -> PhoneMove:
    """The session goes on by phone: its room closes for both until it is taken back. Twice is once.

    Raises `Refused` when the room isn't open.
    """
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        session = session.lock()
        standing = PhoneMove.objects.standing().filter(session=session).first()
        if standing is not None:
            return standing
        if door(session.appointment, at=at) not in {"open", "no-consent"}:
            raise Refused(_("The room isn’t open, so there is nothing to move to the phone."))
        move = PhoneMove.objects.create(session=session, moved_by=actor, at=at)
        audit.record("phone.move", actor=actor, row=session, care=session.care)
    return move


def back_to_room(*, actor: User, session: Session, at: datetime) -> None:
    """The room opens again. Twice is once."""
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        session = session.lock()
        _hang_up(session, at=at)
        if PhoneMove.objects.standing().filter(session=session).update(back_by=actor, back_at=at):
            audit.record("phone.back", actor=actor, row=session, care=session.care)


def show_number(*, actor: User, appointment: Appointment, at: datetime) -> str:
    """The patient's number, for their therapist. Raises `Refused` away from the session's time."""
    access.require(actor, Action.ADMIT, appointment.care)
    _must_be_calling_time(appointment, at=at)
    with transaction.atomic():
        audit.record("phone.show", actor=actor, row=appointment, care=appointment.care)
    return number_of(appointment)


def give_number(*, actor: User, appointment: Appointment, phone: str, at: datetime) -> CallNumber:
    """The patient says where to call them this time. Giving another replaces it.

    Raises `Refused` when the session is over or was cancelled.
    """
    access.require(actor, Action.WRITE_CONTACT, appointment.care)
    state = door(appointment, at=at)
    if state in {"ended", "cancelled", "late"} or appointment.is_over(at=at):
        raise Refused(_("This session is over, so its number can’t be changed any more."))
    with transaction.atomic():
        session = session_of(appointment)
        number, _new = CallNumber.objects.update_or_create(
            session=session, defaults={"phone": phone, "given_by": actor, "at": at}
        )
        audit.record("phone.give", actor=actor, row=session, care=session.care)
    return number


def begin_call(*, actor: User, session: Session, at: datetime) -> PhoneCall:
    """The therapist calls now. While a call runs, it is that one.

    Raises `Refused` when this session isn't on the phone, or not now.
    """
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        session = session.lock()
        if not is_by_phone(session.appointment):
            raise Refused(_("This session isn’t on the phone."))
        _must_be_calling_time(session.appointment, at=at)
        call = PhoneCall.objects.running().filter(session=session).first()
        if call is None:
            call = PhoneCall.objects.create(session=session, begun_by=actor, begun_at=at)
            audit.record("phone.call", actor=actor, row=call, care=session.care)
    return call


def end_call(*, actor: User, session: Session, outcome: Outcome, at: datetime) -> PhoneCall:
    """The call is over, and how it went. One that took place ends the session.

    The first call of a care that reached somebody begins therapy. Raises `Refused` when no call
    runs.
    """
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        session = session.lock()
        call = PhoneCall.objects.running().filter(session=session).first()
        if call is None:
            raise Refused(_("No call is running."))
        call.ended_at, call.outcome = at, outcome
        call.save(update_fields=["ended_at", "outcome"])
        audit.record("phone.hang_up", actor=actor, row=call, care=session.care)
        if outcome != Outcome.NOT_REACHED:
            activate_care(care=session.care, by=actor, at=at)
        if outcome == Outcome.TOOK_PLACE:
            end_session(actor=actor, session=session, at=at)
    return call


def _must_be_calling_time(appointment: Appointment, *, at: datetime) -> None:
    if not is_calling_time(appointment, at=at):
        raise Refused(_("The number is shown around the time of the session only."))


def _hang_up(session: Session, *, at: datetime) -> None:
    """A call that runs while they go back to the room was cut short by that."""
    PhoneCall.objects.running().filter(session=session).update(
        ended_at=at, outcome=Outcome.CUT_SHORT
    )
