"""What waits for a yes: a time asked for, two who wait for one, and what they were offered."""

from datetime import datetime, timedelta
from secrets import token_hex

from config.demo.seed.calendar import next_at
from config.demo.seed.changes import care_of
from config.demo.seed.people import Cast
from config.demo.seed.services import FIRST, USUAL
from people.models import Care
from scheduling import actions
from scheduling.free import Asking, free_times
from scheduling.models import Service, WaitlistEntry, WaitlistOffer
from scheduling.slots import Span

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY, THURSDAY = 1, 3


def seed(cast: Cast, *, at: datetime) -> None:
    """The list and old offers as rows: joining sends for the worker, who isn't there yet."""
    _ask(cast, at=at)
    grace, sofia = care_of(cast, "grace"), care_of(cast, "sofia")
    evenings = [f"{TUESDAY}-evening", f"{THURSDAY}-evening"]
    _old_offers(_wait(grace, evenings, at=at - 9 * DAY), at=at)
    _wait(sofia, ["0-morning", "4-morning"], at=at - 2 * DAY)


def offer(cast: Cast, *, at: datetime) -> None:
    """What is free now is offered, with a letter."""
    actions.offer_freed(at=at, therapists=[cast["ruth@practice.example"].pk])


def _ask(cast: Cast, *, at: datetime) -> None:
    """Somebody new asks Karim, who confirms first sessions himself."""
    patient, therapist = cast["hana@home.example"], cast["karim@practice.example"]
    service = Service.objects.get(name=FIRST)
    free = free_times(
        therapists=[therapist.pk],
        wanted=service.wanted,
        window=Span(at + 4 * DAY, at + 30 * DAY),
        at=at,
        asking=Asking(patient=patient),
    )
    starts_at = free[therapist.pk][1].starts_at
    actions.ask_for(
        actor=patient, therapist=therapist, service=service, starts_at=starts_at, at=at - 6 * HOUR
    )


def _wait(care: Care, suits: list[str], *, at: datetime) -> WaitlistEntry:
    service = Service.objects.get(name=USUAL)
    return WaitlistEntry.objects.create(care=care, service=service, suits=suits, joined_at=at)


def _old_offers(entry: WaitlistEntry, *, at: datetime) -> None:
    """One ran out, one was let go."""
    length, zone = entry.service.length, entry.care.therapist.tz
    for weekday, offered_at, end in (
        (TUESDAY, at - 7 * DAY, "lapsed_at"),
        (THURSDAY, at - 3 * DAY, "declined_at"),
    ):
        starts_at = next_at(weekday, 16, 0, zone, after=offered_at + DAY)
        WaitlistOffer.objects.create(
            entry=entry,
            starts_at=starts_at,
            ends_at=starts_at + length,
            token_hash=token_hex(32),
            offered_at=offered_at,
            expires_at=offered_at + 4 * HOUR,
            **{end: offered_at + (4 * HOUR if end == "lapsed_at" else HOUR)},
        )
