"""Ask for a time and have it answered, where the therapist confirms sessions themselves."""

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.actions import open_care
from people.errors import Refused
from people.models import Care, Practice, User
from privacy import audit
from scheduling import letters
from scheduling.actions.enter import enter
from scheduling.actions.fitting import covers, require_fitting
from scheduling.actions.hold import release
from scheduling.approval import LEAST, answer_until
from scheduling.errors import JustTaken, TooLate
from scheduling.free import Asking, Wish, free_among
from scheduling.locking import just_taken, lock, told_kindly
from scheduling.models import Appointment, BookingRequest, DeclineReason, Hold, Service
from scheduling.signals import time_freed


def ask_for(
    *,
    actor: User,
    therapist: User,
    service: Service,
    starts_at: datetime,
    at: datetime,
    hold: Hold | None = None,
) -> BookingRequest:
    """Ask the therapist for this time, which is kept until they answer or the request lapses.

    Opens a care as an enquiry if there is none. A patient asks one therapist for one time at a
    time: the same again is the same request, another raises `Refused`. Raises `JustTaken` as
    booking does, and `TooLate` when the therapist would have no time to answer.
    """
    if not (actor.is_active and actor.is_patient):
        raise PermissionDenied
    own = hold if hold is not None and covers(hold, therapist, service, starts_at) else None
    wish = Wish(
        therapist=therapist.pk,
        wanted=service.wanted,
        starts_at=starts_at,
        asking=Asking(patient=actor, hold=own),
    )
    # Notice was kept when the time was chosen; the minutes of the hold don't undo it.
    chosen_at = own.made_at if own is not None and own.is_live(at=at) else at
    request = None
    with told_kindly(wish, at=at), transaction.atomic(), audit.at_the_end():
        lock(therapist=therapist, patient=actor)
        earlier = _open_request(patient=actor, therapist=therapist, at=at)
        if earlier is not None:
            return _same_again(earlier, starts_at)
        if wish.is_free(at=chosen_at):
            require_fitting(service, patient=actor, therapist=therapist)
            if hold is not None:
                release(token=hold.token)
            care = open_care(patient=actor, therapist=therapist, by=actor)
            request = put_request(care=care, service=service, starts_at=starts_at, at=at)
    if request is None:
        raise just_taken(wish, at=at)
    return request


def put_request(
    *, care: Care, service: Service, starts_at: datetime, at: datetime
) -> BookingRequest:
    """Write the request and the hold that keeps its time. Part of a verb's transaction."""
    wanted = service.wanted
    lapses_at = answer_until(starts_at=starts_at, wanted=wanted, at=at, practice=Practice.current())
    if lapses_at - at < LEAST:
        raise TooLate(
            _(
                "%(name)s confirms sessions first, and this one is too soon for that. "
                "Choose a later time."
            )
            % {"name": care.therapist.known_as}
        )
    kept = Hold.objects.create(
        therapist=care.therapist,
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + service.length,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        holder=care.patient,
        made_at=at,
        expires_at=lapses_at,
    )
    request = BookingRequest.objects.create(
        care=care,
        service=service,
        starts_at=starts_at,
        ends_at=kept.ends_at,
        hold=kept,
        requested_at=at,
        lapses_at=lapses_at,
    )
    letters.tell_asked(request)
    audit.record("request.make", actor=care.patient, row=request, care=care)
    return request


def accept_request(*, actor: User, request: BookingRequest, at: datetime) -> Appointment:
    """Say yes: the request becomes a session, with a session's letters.

    Once more is the same session. Raises `Refused` when the request is not open any more, and
    `JustTaken` when something else stands in the calendar or the patient has a session then.
    """
    access.require(actor, Action.ANSWER_REQUEST, request.care)
    appointment = None
    with told_kindly(_wish(request, hold=None), at=at), transaction.atomic(), audit.at_the_end():
        request = _locked(request)
        if request.appointment is not None:
            return request.appointment
        _require_live(request, at=at)
        care = request.care
        if not (care.is_open and care.patient.is_active):
            raise Refused(_("You don’t work together any more, so this can’t be confirmed."))
        if _still_free(request, at=at):
            _give_back(request)
            appointment = enter(
                care=care,
                service=request.service,
                starts_at=request.starts_at,
                ends_at=request.ends_at,
                at=at,
                by=actor,
            )
            request.accepted_at, request.appointment = at, appointment
            request.save(update_fields=["accepted_at", "appointment"])
            letters.withdraw_asked(request)
            audit.record("request.accept", actor=actor, row=request, care=care)
    if appointment is None:
        raise JustTaken(
            _(
                "Something else is in the way at that time by now: a session, time off or the end "
                "of a licence. You can decline, and we offer your other times."
            )
        )
    return appointment


def decline_request(*, actor: User, request: BookingRequest, reason: str, at: datetime) -> None:
    """Say no, for a reason that decides what the patient is offered instead.

    Once more changes nothing. Raises `Refused` when the request is not open any more.
    """
    access.require(actor, Action.ANSWER_REQUEST, request.care)
    if reason not in DeclineReason.values:
        raise Refused(_("Say why, so that we can offer something else."))
    with transaction.atomic():
        request = _locked(request)
        if request.declined_at is not None:
            return
        _require_live(request, at=at)
        _give_back(request)
        request.declined_at, request.decline_reason = at, DeclineReason(reason)
        request.save(update_fields=["declined_at", "decline_reason"])
        letters.withdraw_asked(request)
        letters.tell_declined(request)
        audit.record(
            "request.decline",
            actor=actor,
            row=request,
            care=request.care,
            detail={"reason": reason},
        )


def withdraw_request(*, actor: User, request: BookingRequest, at: datetime) -> None:
    """The patient takes it back; once more changes nothing. `Refused` when it is answered."""
    access.require(actor, Action.ASK_FOR_TIME, request.care)
    with transaction.atomic():
        request = _locked(request)
        if request.withdrawn_at is not None:
            return
        _require_live(request, at=at)
        _give_back(request)
        request.withdrawn_at = at
        request.save(update_fields=["withdrawn_at"])
        letters.withdraw_asked(request)
        letters.tell_withdrawn(request)
        audit.record("request.withdraw", actor=actor, row=request, care=request.care)


def lapse_requests(*, at: datetime) -> int:
    """Give back the times of requests that nobody answered in time, and tell both kindly."""
    lapsed = 0
    for request in BookingRequest.objects.open().filter(lapses_at__lte=at).with_people():
        with transaction.atomic():
            found = _locked(request)
            if found.is_open:
                _lapse(found, at=at)
                lapsed += 1
    return lapsed


def close_requests(*, care: Care, actor: User, at: datetime) -> None:
    """The care ended: what was asked for is given back. Part of that verb's transaction, which
    holds the therapist's lock."""
    for request in care.booking_requests.open().with_people():
        _lapse(request, at=at, actor=actor)


def _open_request(*, patient: User, therapist: User, at: datetime) -> BookingRequest | None:
    """The request that stands between the two. One whose time has run out is closed on the way."""
    request = (
        BookingRequest.objects.open()
        .filter(care__patient=patient, care__therapist=therapist)
        .with_people()
        .first()
    )
    if request is not None and not request.is_live(at=at):
        _lapse(request, at=at)
        return None
    return request


def _same_again(earlier: BookingRequest, starts_at: datetime) -> BookingRequest:
    if earlier.starts_at != starts_at:
        raise Refused(
            _(
                "You have asked %(name)s for a time already. Wait for the answer, or take that "
                "request back first."
            )
            % {"name": earlier.care.therapist.known_as}
        )
    return earlier


def _locked(request: BookingRequest) -> BookingRequest:
    """The request as it is now, in line for both calendars."""
    care = request.care
    lock(therapist=care.therapist, patient=care.patient)
    return BookingRequest.objects.with_people().get(pk=request.pk)


def _require_live(request: BookingRequest, *, at: datetime) -> None:
    if request.is_live(at=at):
        return
    raise Refused(
        {
            "open": _("The time to answer this request has run out, and it was given back."),
            "accepted": _("This request was confirmed already. Cancel the session instead."),
            "declined": _("This request was declined already."),
            "withdrawn": _("This request was taken back."),
            "lapsed": _("The time to answer this request has run out, and it was given back."),
        }[request.state]
    )


def _wish(request: BookingRequest, *, hold: Hold | None) -> Wish:
    """Outside the hours and within the notice too, if the therapist wants it."""
    return Wish(
        therapist=request.care.therapist_id,
        wanted=replace(request.service.wanted, length=request.length),
        starts_at=request.starts_at,
        asking=Asking(
            patient=request.care.patient,
            hold=hold,
            notice=False,
            horizon=False,
            hours=False,
        ),
    )


def _still_free(request: BookingRequest, *, at: datetime) -> bool:
    wish = _wish(request, hold=request.hold)
    return bool(
        free_among(
            therapist=wish.therapist,
            wanted=wish.wanted,
            starts=[wish.starts_at],
            at=at,
            asking=wish.asking,
        )
    )


def _give_back(request: BookingRequest) -> None:
    """The hold ends, so that the time is free again: for the session, or for whoever waits."""
    if request.hold is not None:
        request.hold.delete()
        request.hold = None
        time_freed.send(User, therapist=request.care.therapist)


def _lapse(request: BookingRequest, *, at: datetime, actor: User | None = None) -> None:
    _give_back(request)
    request.lapsed_at = at
    request.save(update_fields=["lapsed_at"])
    letters.withdraw_asked(request)
    letters.tell_lapsed(request)
    audit.record("request.lapse", actor=actor, row=request, care=request.care)
