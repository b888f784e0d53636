"""A time has come free: offer it to the first who waits for one like it, then to the next."""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Practice, User
from privacy import audit
from scheduling import letters
from scheduling.actions.enter import enter
from scheduling.actions.fitting import require_fitting
from scheduling.actions.requests import put_request
from scheduling.approval import asks_first, offerable_until
from scheduling.free import Asking, Slot, Wish, free_times, horizon
from scheduling.locking import just_taken, lock, told_kindly
from scheduling.models import (
    Appointment,
    BookingRequest,
    Hold,
    Service,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.signals import time_freed
from scheduling.slots import Span
from scheduling.waiting import LEAST, Wishes, offered_until


@dataclass(frozen=True, slots=True)
class Match:
    """A free time that suits somebody who waits, and until when it would be theirs."""

    entry: WaitlistEntry
    slot: Slot
    until: datetime


def offer_freed(*, at: datetime, therapists: Collection[UUID] | None = None) -> int:
    """Offer what is free to those who wait for it, and answer how many offers were made.

    In order of joining, each gets the soonest time that fits, which is held for them. Looks once
    without a lock, in a handful of queries whatever the numbers, and looks again behind the
    therapist's lock only where there is something to offer: two workers at once make no more
    offers than one.
    """
    made = 0
    for therapist in {match.entry.care.therapist for match in _matches(at, therapists)}:
        with transaction.atomic(), audit.at_the_end():
            lock(therapist=therapist)
            # Each offer takes a time and counts against caps, so the next is looked for anew.
            while match := next(_matches(at, [therapist.pk]), None):
                _offer(match, at=at)
                made += 1
    return made


def take_offer(*, actor: User, offer: WaitlistOffer, at: datetime) -> Appointment | BookingRequest:
    """The time becomes a session and the waiting ends; once more is the same session.

    Where the therapist confirms sessions it becomes a request, and the place in line is kept until
    that is answered. Raises `Refused` when the offer has run out, or `JustTaken` when the therapist
    has put something else there or the patient has another session then.
    """
    access.require(actor, Action.ASK_FOR_TIME, offer.care)
    wish = _wish(offer, hold=None)
    taken: Appointment | BookingRequest | None = None
    with told_kindly(wish, at=at), transaction.atomic(), audit.at_the_end():
        offer = _locked(offer)
        if offer.taken_at is not None and (before := _came_of(offer)):
            return before
        _require_live(offer, at=at)
        care, service = offer.care, offer.entry.service
        # Notice was kept when the time was offered.
        if _wish(offer, hold=offer.hold).is_free(at=offer.offered_at):
            require_fitting(service, patient=actor, therapist=care.therapist)
            give_back(offer)
            offer.taken_at = at
            offer.save(update_fields=["taken_at"])
            letters.withdraw_offer(offer)
            audit.record("waitlist.take", actor=actor, row=offer, care=care)
            starts_at = offer.starts_at
            if asks_first(therapist=care.therapist, patient=actor):
                taken = put_request(care=care, service=service, starts_at=starts_at, at=at)
            else:
                taken = enter(care=care, service=service, starts_at=starts_at, at=at, by=actor)
    if taken is None:
        raise just_taken(wish, at=at)
    return taken


def decline_offer(*, actor: User, offer: WaitlistOffer, at: datetime) -> None:
    """Let the time go to the next and wait on. Once more changes nothing."""
    access.require(actor, Action.ASK_FOR_TIME, offer.care)
    with transaction.atomic():
        offer = _locked(offer)
        if offer.declined_at is not None:
            return
        _require_live(offer, at=at)
        give_back(offer)
        offer.declined_at = at
        offer.save(update_fields=["declined_at"])
        letters.withdraw_offer(offer)
        audit.record("waitlist.decline", actor=actor, row=offer, care=offer.care)


def lapse_offers(*, at: datetime) -> int:
    """Take back the times that were not taken, and say so kindly. The place in line is kept."""
    lapsed = 0
    for offer in WaitlistOffer.objects.open().filter(expires_at__lte=at).with_people():
        with transaction.atomic():
            found = _locked(offer)
            if found.state != "open":
                continue
            give_back(found)
            found.lapsed_at = at
            found.save(update_fields=["lapsed_at"])
            letters.withdraw_offer(found)
            letters.tell_offer_lapsed(found)
            audit.record("waitlist.lapse", actor=None, row=found, care=found.care)
            lapsed += 1
    return lapsed


def withdraw_offers(*, therapist: User, actor: User, at: datetime) -> None:
    """Take back, without a word, what is offered of the time of somebody who is suspended.

    Nobody has let it go, so it may be offered to the same person again. Part of that verb's
    transaction; one whose time ran out a moment ago didn't go to the next either.
    """
    lock(therapist=therapist)
    theirs = WaitlistOffer.objects.open().filter(entry__care__therapist=therapist)
    for offer in theirs.with_people():
        give_back(offer)
        offer.withdrawn_at = at
        offer.save(update_fields=["withdrawn_at"])
        letters.withdraw_offer(offer)
        audit.record("waitlist.withdraw", actor=actor, row=offer, care=offer.care)


def give_back(offer: WaitlistOffer) -> None:
    """The hold ends, so that the time is free again: for the session, or for whoever waits."""
    if offer.hold is not None:
        offer.hold.delete()
        offer.hold = None
        time_freed.send(User, therapist=offer.care.therapist)


def digest(token: str) -> str:
    """Only this is kept of an offer's link."""
    return hashlib.sha256(token.encode()).hexdigest()


def _offer(match: Match, *, at: datetime) -> WaitlistOffer:
    entry, slot = match.entry, match.slot
    service, token = entry.service, secrets.token_urlsafe(32)
    held = Hold.objects.create(
        therapist=entry.care.therapist,
        service=service,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        holder=entry.care.patient,
        made_at=at,
        expires_at=match.until,
    )
    offer = WaitlistOffer.objects.create(
        entry=entry,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        hold=held,
        token_hash=digest(token),
        offered_at=at,
        expires_at=match.until,
    )
    letters.tell_offered(offer, token=token)
    audit.record("waitlist.offer", actor=None, row=offer, care=entry.care)
    return offer


def _matches(at: datetime, therapists: Collection[UUID] | None) -> Iterator[Match]:
    """For each who waits, in order of joining, the soonest free time that suits them.

    Every match is true alone; after one has been offered the others may not be any more.
    """
    waiting = list(_waiting(therapists))
    if not waiting:
        return
    practice = Practice.current()
    free = {service: _free(service, waiting, at, practice) for service in _services(waiting)}
    offered = _offered_before(waiting)
    own = _own_sessions(waiting, at)
    for entry in waiting:
        patient = entry.care.patient
        wishes = Wishes(suits=entry.suits, since=entry.since, until=entry.until, zone=patient.tz)
        wanted = entry.service.wanted
        for slot in free[entry.service][entry.care.therapist_id]:
            latest = offerable_until(entry.care.therapist, slot.starts_at, wanted, practice)
            if (
                latest - at >= LEAST
                and wishes.fit(slot.starts_at)
                and (entry.care_id, slot.starts_at) not in offered
                and not any(
                    start < slot.ends_at and slot.starts_at < end
                    for start, end in own.get(patient.pk, ())
                )
            ):
                lasts = timedelta(minutes=practice.offer_minutes)
                until = offered_until(at=at, lasts=lasts, zone=patient.tz, latest=latest)
                yield Match(entry, slot, until)
                break


def _waiting(therapists: Collection[UUID] | None) -> QuerySet[WaitlistEntry]:
    """Who can be offered something: nobody with an open offer, or a request that is on."""
    entries = (
        WaitlistEntry.objects.open()
        .filter(care__ended_at=None, care__patient__is_active=True, service__retired_at=None)
        .exclude(Exists(WaitlistOffer.objects.open().filter(entry=OuterRef("pk"))))
        .exclude(Exists(BookingRequest.objects.open().filter(care=OuterRef("care"))))
        .with_people()
    )
    return entries if therapists is None else entries.filter(care__therapist__in=therapists)


def _services(waiting: list[WaitlistEntry]) -> set[Service]:
    return {entry.service for entry in waiting}


def _free(
    service: Service, waiting: list[WaitlistEntry], at: datetime, practice: Practice
) -> dict[UUID, list[Slot]]:
    return free_times(
        therapists={e.care.therapist_id for e in waiting if e.service_id == service.pk},
        wanted=service.wanted,
        window=Span(at, at + horizon(service.wanted, practice)),
        at=at,
        asking=Asking(known=True),
        practice=practice,
    )


def _offered_before(waiting: list[WaitlistEntry]) -> set[tuple[UUID, datetime]]:
    """Nobody is offered a time twice that they let go."""
    cares = [entry.care_id for entry in waiting]
    offers = WaitlistOffer.objects.filter(entry__care__in=cares, withdrawn_at=None)
    return set(offers.order_by().values_list("entry__care", "starts_at"))


def _own_sessions(
    waiting: list[WaitlistEntry], at: datetime
) -> dict[UUID, list[tuple[datetime, datetime]]]:
    patients = [entry.care.patient_id for entry in waiting]
    ahead = Appointment.objects.live().filter(patient__in=patients, ends_at__gt=at).order_by()
    found: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for patient, start, end in ahead.values_list("patient", "starts_at", "ends_at"):
        found.setdefault(patient, []).append((start, end))
    return found


def _wish(offer: WaitlistOffer, *, hold: Hold | None) -> Wish:
    return Wish(
        therapist=offer.care.therapist_id,
        wanted=offer.entry.service.wanted,
        starts_at=offer.starts_at,
        asking=Asking(patient=offer.care.patient, hold=hold),
    )


def _locked(offer: WaitlistOffer) -> WaitlistOffer:
    """The offer as it is now, in line for both calendars."""
    lock(therapist=offer.care.therapist, patient=offer.care.patient)
    return WaitlistOffer.objects.with_people().get(pk=offer.pk)


def _came_of(offer: WaitlistOffer) -> Appointment | BookingRequest | None:
    asked = BookingRequest.objects.filter(care=offer.care, starts_at=offer.starts_at)
    return offer.appointment or asked.order_by("requested_at").last()


def _require_live(offer: WaitlistOffer, *, at: datetime) -> None:
    if offer.is_live(at=at):
        return
    state, therapist = offer.state, offer.care.therapist
    if state == "withdrawn" and not therapist.is_active:
        raise Refused(
            _(
                "%(name)s is away at the moment, so this time can’t be taken. You keep your place, "
                "and the practice will be in touch."
            )
            % {"name": therapist.known_as}
        )
    raise Refused(
        {
            "open": _("This offer has run out. You keep your place, and we write again."),
            "lapsed": _("This offer has run out. You keep your place, and we write again."),
            "declined": _("You have let this time go. You keep your place, and we write again."),
            "withdrawn": _(
                "This time can’t be taken now. You keep your place, and we write again."
            ),
            "taken": _("You have taken this time already."),
        }[state]
    )
