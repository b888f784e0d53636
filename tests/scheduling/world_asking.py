"""Times that wait for a yes: rows to look at, whatever the hours and rules say."""

from datetime import datetime, timedelta
from typing import Any

from django.core import mail

from notices.actions import deliver_due
from people.models import Care
from scheduling.actions.offers import digest
from scheduling.models import BookingRequest, Hold, Service, WaitlistEntry, WaitlistOffer
from tests.access.people import World


def make_request(
    care: Care, service: Service, starts_at: datetime, *, at: datetime, **fields: Any
) -> BookingRequest:
    return BookingRequest.objects.create(
        care=care,
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + service.length,
        requested_at=at,
        lapses_at=fields.pop("lapses_at", at + timedelta(hours=24)),
        hold=_hold(care, service, starts_at, at=at),
        **fields,
    )


def make_entry(care: Care, service: Service, *, at: datetime, **fields: Any) -> WaitlistEntry:
    return WaitlistEntry.objects.create(care=care, service=service, joined_at=at, **fields)


def make_offer(
    entry: WaitlistEntry, starts_at: datetime, *, at: datetime, token: str = "token"
) -> WaitlistOffer:
    return WaitlistOffer.objects.create(
        entry=entry,
        starts_at=starts_at,
        ends_at=starts_at + entry.service.length,
        hold=_hold(entry.care, entry.service, starts_at, at=at),
        token_hash=digest(token),
        offered_at=at,
        expires_at=at + timedelta(hours=4),
    )


def rows(world: World, service: Service) -> dict[str, Any]:
    """Alice has asked Tariq for a time, waits for another and has been offered one."""
    soon = world.now.replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=5)
    entry = make_entry(world.care, service, at=world.now, suits=["0-evening"])
    return {
        "request": make_request(world.care, service, soon, at=world.now),
        "entry": entry,
        "offer": make_offer(entry, soon + timedelta(hours=3), at=world.now),
    }


def _hold(care: Care, service: Service, starts_at: datetime, *, at: datetime) -> Hold:
    return Hold.objects.create(
        therapist=care.therapist,
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + service.length,
        holder=care.patient,
        made_at=at,
        expires_at=at + timedelta(hours=4),
    )


def posted(at: datetime) -> dict[str, mail.EmailMessage]:
    """What the worker sends at this moment, by whom it goes to."""
    mail.outbox.clear()
    deliver_due(at=at)
    return {message.to[0]: message for message in mail.outbox}
