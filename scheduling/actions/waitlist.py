"""Wait for a time with one therapist: join, change what suits, leave, come back."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.actions import open_care
from people.errors import Refused
from people.models import Care, TherapistProfile, User
from privacy import audit
from scheduling import letters
from scheduling.actions.fitting import require_fitting
from scheduling.actions.offers import give_back
from scheduling.locking import lock
from scheduling.models import Appointment, Audience, Service, WaitlistEntry
from scheduling.signals import time_freed
from scheduling.waiting import PARTS_OF_WEEK

UNDO_WITHIN = timedelta(hours=24)
"""How long after leaving one finds one's old place kept."""


def join_waitlist(
    *,
    actor: User,
    therapist: User,
    service: Service,
    suits: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    at: datetime,
) -> WaitlistEntry:
    """Wait for such a time; no `suits` is any. Opens a care as an enquiry if there is none.

    Who waits already keeps their place and changes what suits; a time that was offered to them goes
    on to the next when they wait for another kind of session now. Raises `Refused` when the days
    don't make sense or the therapist takes no new patients and this is one, and `NotForYou` when
    the service is meant for others.
    """
    if not (actor.is_active and actor.is_patient):
        raise PermissionDenied
    _require_sensible(suits, since, until, today=at.astimezone(actor.tz).date())
    with transaction.atomic(), audit.at_the_end():
        lock(therapist=therapist, patient=actor)
        _require_welcome(actor, therapist, on=at.astimezone(therapist.tz).date())
        require_fitting(service, patient=actor, therapist=therapist)
        care = open_care(patient=actor, therapist=therapist, by=actor)
        wishes = {
            "service": service,
            "suits": [part for part in PARTS_OF_WEEK if part in suits],
            "since": since,
            "until": until,
        }
        for other in care.waitlist_entries.open().exclude(service=service):
            _end_offers(other, at=at)
        entry, joined = WaitlistEntry.objects.update_or_create(
            care=care,
            closed_at=None,
            defaults=wishes,
            create_defaults={**wishes, "joined_at": at},
        )
        verb = "waitlist.join" if joined else "waitlist.change"
        # Perhaps something that suits is free already.
        time_freed.send(User, therapist=therapist)
        audit.record(verb, actor=actor, row=entry, care=care)
    return entry


def leave_waitlist(*, actor: User, entry: WaitlistEntry, at: datetime) -> None:
    """Wait no more; an open offer goes to the next. Once more changes nothing."""
    access.require(actor, Action.ASK_FOR_TIME, entry.care)
    with transaction.atomic():
        entry = _locked(entry)
        if entry.closed_at is not None:
            return
        _close(entry, because=WaitlistEntry.Closed.LEFT, at=at)
        audit.record("waitlist.leave", actor=actor, row=entry, care=entry.care)


def return_to_waitlist(*, actor: User, entry: WaitlistEntry, at: datetime) -> None:
    """Undo leaving: the same place in line, as if nothing had happened. For a day."""
    access.require(actor, Action.ASK_FOR_TIME, entry.care)
    with transaction.atomic():
        entry = _locked(entry)
        if entry.closed_at is None:
            return
        if not can_return(entry, at=at):
            raise Refused(_("Your old place is gone by now. You can join again, at the end."))
        entry.closed_at, entry.closed_because = None, ""
        entry.save(update_fields=["closed_at", "closed_because"])
        audit.record("waitlist.return", actor=actor, row=entry, care=entry.care)


def can_return(entry: WaitlistEntry, *, at: datetime) -> bool:
    """Whether the place one has left is still kept."""
    return (
        entry.closed_at is not None
        and entry.closed_because == WaitlistEntry.Closed.LEFT
        and at < entry.closed_at + UNDO_WITHIN
        and not WaitlistEntry.objects.open().filter(care=entry.care_id).exists()
    )


def close_past_wishes(*, at: datetime) -> int:
    """Close what can't be met any more because the last day that suited has passed, and say so."""
    closed = 0
    ended = WaitlistEntry.objects.open().filter(until__lte=at.date()).with_people()
    for entry in ended:
        with transaction.atomic():
            entry = _locked(entry)
            today = at.astimezone(entry.care.patient.tz).date()
            if entry.closed_at is not None or entry.until is None or today <= entry.until:
                continue
            _close(entry, because=WaitlistEntry.Closed.OVER, at=at)
            letters.tell_over(entry)
            audit.record("waitlist.over", actor=None, row=entry, care=entry.care)
            closed += 1
    return closed


def close_waiting(*, care: Care, actor: User, at: datetime) -> None:
    """The care ended, and waiting with it. Part of that verb's transaction, which holds the
    therapist's lock."""
    for entry in care.waitlist_entries.open():
        _close(entry, because=WaitlistEntry.Closed.CARE_ENDED, at=at)
        audit.record("waitlist.end", actor=actor, row=entry, care=care)


def note_booked(*, appointment: Appointment, actor: User) -> None:
    """A session was booked: is it what was waited for? Part of that verb's transaction.

    It is when it was offered from the list, or when the wait was for a first session. Who waits for
    another time than the one they have keeps their place until they leave.
    """
    entry = appointment.care.waitlist_entries.open().select_related("service").first()
    if entry is None:
        return
    offer = entry.offers.filter(
        starts_at=appointment.starts_at, taken_at__isnull=False, appointment=None
    ).first()
    if offer is not None:
        offer.appointment = appointment
        offer.save(update_fields=["appointment"])
    if offer is not None or entry.service.audience == Audience.NEW:
        _close(entry, because=WaitlistEntry.Closed.BOOKED, at=appointment.booked_at)
        audit.record("waitlist.booked", actor=actor, row=entry, care=appointment.care)


def _locked(entry: WaitlistEntry) -> WaitlistEntry:
    lock(therapist=entry.care.therapist, patient=entry.care.patient)
    return WaitlistEntry.objects.with_people().get(pk=entry.pk)


def _end_offers(entry: WaitlistEntry, *, at: datetime) -> None:
    for offer in entry.offers.open():
        give_back(offer)
        offer.lapsed_at = at
        offer.save(update_fields=["lapsed_at"])


def _close(entry: WaitlistEntry, *, because: WaitlistEntry.Closed, at: datetime) -> None:
    _end_offers(entry, at=at)
    entry.closed_at, entry.closed_because = at, because
    entry.save(update_fields=["closed_at", "closed_because"])


def _require_sensible(
    suits: Collection[str], since: date | None, until: date | None, *, today: date
) -> None:
    if set(suits) - set(PARTS_OF_WEEK):
        raise Refused(_("Choose from the days and parts of the day that are shown."))
    if until is not None and until < max(since or today, today):
        raise Refused(_("The last day that suits you comes too early. Leave it empty for no end."))


def _require_welcome(patient: User, therapist: User, *, on: date) -> None:
    profile = TherapistProfile.objects.listed(on=on).filter(user=therapist).first()
    known = Care.objects.open().filter(patient=patient, therapist=therapist).exists()
    if profile is None:
        raise Refused(_("Nothing can be booked here at the moment, so there is no waitlist."))
    if not (profile.accepting_new_patients or known):
        raise Refused(
            _("%(name)s takes no new people at the moment. Somebody else may have a time sooner.")
            % {"name": therapist.known_as}
        )
