"""The sessions that lie in somebody's time off, and where each could go instead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from scheduling.actions.change import moving
from scheduling.free import Slot, free_times
from scheduling.models import Appointment, GroupSession, TimeOff
from scheduling.slots import Span

LOOK_AHEAD = timedelta(weeks=4)
"""How long after the time off a new time is looked for."""

BEFORE, AFTER = 2, 3
"""How many times are shown."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One session in the time off, with the nearest free times before and after it. `usual` is the
    same weekday and time of day, where that is free."""

    appointment: Appointment
    before: list[Slot]
    after: list[Slot]
    usual: Slot | None


def sessions_in(off: TimeOff, *, at: datetime) -> list[Appointment]:
    """The sessions of two that can still be moved or cancelled, in order, with their people."""
    booked = Appointment.objects.live().filter(
        therapist=off.therapist_id, starts_at__gt=at, group=None
    )
    booked = booked.overlapping(off.starts_at, off.ends_at).with_people()
    return list(booked.order_by("starts_at"))


def groups_in(off: TimeOff, *, at: datetime) -> list[GroupSession]:
    """The groups that would meet then, in order, each with how many seats are `taken`."""
    planned = GroupSession.objects.upcoming(at=at).filter(therapist=off.therapist_id)
    return list(planned.overlapping(off.starts_at, off.ends_at).with_seats())


def hits(off: TimeOff, *, at: datetime) -> list[Hit]:
    """Every session that the time off hits. The free times of equal sessions are looked up at
    once, and so is what else their patients have: the number of sessions costs no query."""
    booked = sessions_in(off, at=at)
    window = Span(at, off.ends_at + LOOK_AHEAD)
    free = {
        wanted: _free(like, window, at=at)
        for wanted, like in {session.wanted: session for session in booked}.items()
    }
    theirs = _theirs(booked, window)
    return [
        _hit(session, _without(free[session.wanted], theirs[session.patient_id]), off)
        for session in booked
    ]


def _free(like: Appointment, window: Span, *, at: datetime) -> list[Slot]:
    """The therapist's free times for sessions like this one, whoever the patient is."""
    asking = replace(moving(like, actor=like.therapist), patient=None)
    return free_times(
        therapists=[like.therapist_id], wanted=like.wanted, window=window, at=at, asking=asking
    )[like.therapist_id]


def _theirs(booked: Iterable[Appointment], window: Span) -> dict[UUID, list[Span]]:
    """What else the patients of these sessions have booked, with whomever."""
    taken: dict[UUID, list[Span]] = defaultdict(list)
    others = Appointment.objects.live().filter(patient__in={row.patient_id for row in booked})
    others = others.exclude(pk__in=[row.pk for row in booked])
    columns = ("patient_id", "starts_at", "ends_at")
    for patient, start, end in others.overlapping(window.start, window.end).values_list(*columns):
        taken[patient].append(Span(start, end))
    return taken


def _without(slots: Sequence[Slot], taken: Sequence[Span]) -> list[Slot]:
    return [slot for slot in slots if not any(slot.span.overlaps(span) for span in taken)]


def _hit(session: Appointment, free: list[Slot], off: TimeOff) -> Hit:
    before = [slot for slot in free if slot.ends_at <= off.starts_at]
    after = [slot for slot in free if slot.starts_at >= off.ends_at]
    usual = next((slot for slot in after if _same_place_in_the_week(slot, session)), None)
    nearest = after[:AFTER]
    if usual is not None and usual not in nearest:
        nearest = [*after[: AFTER - 1], usual]
    return Hit(session, before[-BEFORE:], nearest, usual)


def _same_place_in_the_week(slot: Slot, session: Appointment) -> bool:
    zone = session.therapist.tz
    then, now = slot.starts_at.astimezone(zone), session.starts_at.astimezone(zone)
    return (then.weekday(), then.time()) == (now.weekday(), now.time())
