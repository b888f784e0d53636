"""What became of some sessions: moved, cancelled in time or late, missed, taken in a group."""

from datetime import datetime, timedelta

from config.demo.seed.calendar import appoint, free_from, next_at
from config.demo.seed.people import Cast
from config.demo.seed.services import GROUP, WITH_SOMEBODY
from people.models import Care
from scheduling import actions
from scheduling.actions.change import moving
from scheduling.free import Asking, Wish, free_among
from scheduling.models import Appointment, CancelReason, MissedReason, Service

DAY, WEEK = timedelta(days=1), timedelta(days=7)
THURSDAY = 3
NO_EVENINGS = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}


def seed(cast: Cast, *, at: datetime) -> None:
    """Verbs, with the time at which each thing happened."""
    ana, lucie = care_of(cast, "ana"), care_of(cast, "lucie")
    did_not_come = _between(ana, weeks=3)
    missed = actions.mark_missed(
        actor=ana.therapist,
        appointment=did_not_come,
        reason=MissedReason.TECHNICAL,
        at=did_not_come.starts_at + timedelta(minutes=25),
    )
    actions.waive_missed(actor=ana.therapist, missed=missed, at=did_not_come.ends_at + DAY)
    grace = care_of(cast, "grace")
    forgotten = _between(grace, weeks=2)
    actions.mark_missed(
        actor=grace.therapist,
        appointment=forgotten,
        reason=MissedReason.FORGOTTEN,
        at=forgotten.starts_at + timedelta(minutes=25),
    )
    unwell = _between(lucie, weeks=2)
    actions.cancel(
        actor=lucie.patient,
        appointment=unwell,
        reason=CancelReason.UNWELL,
        late=True,
        at=unwell.starts_at - timedelta(hours=5),
    )
    _cancel_in_time(ana, at=at)
    _move_one(lucie, at=at)
    invited_to = Service.objects.get(name=WITH_SOMEBODY)
    actions.invite_to_service(actor=ana.therapist, care=ana, service=invited_to, at=at - 9 * DAY)
    _group(cast, at=at)


def care_of(cast: Cast, name: str) -> Care:
    """The open care of the patient with this short name."""
    cares = Care.objects.open().select_related("patient", "therapist")
    return cares.get(patient=cast[f"{name}@home.example"])


def _between(care: Care, *, weeks: int) -> Appointment:
    """A session that was booked between two others, so many weeks ago."""
    latest = care.appointments.live().filter(session__end__isnull=False).latest("starts_at")
    starts_at = free_from(care.therapist, latest.starts_at - weeks * WEEK + 2 * DAY)
    return appoint(care, starts_at=starts_at, booked_at=starts_at - 4 * DAY, first=False)


def _cancel_in_time(care: Care, *, at: datetime) -> None:
    ahead = care.appointments.live().latest("starts_at")
    second = appoint(care, starts_at=ahead.starts_at + WEEK, booked_at=at - 3 * DAY, first=False)
    actions.cancel(
        actor=care.patient, appointment=second, reason=CancelReason.PLANS, at=at - 2 * DAY
    )


def _move_one(care: Care, *, at: datetime) -> None:
    """The second session of the series, to another day."""
    session = care.appointments.live().filter(series__isnull=False).order_by("starts_at")[1]
    wish = Wish(
        therapist=care.therapist_id,
        wanted=session.wanted,
        starts_at=session.starts_at + 2 * DAY,
        asking=moving(session, actor=care.therapist),
    )
    (free,) = wish.alternatives(at=at, count=1)
    actions.move(actor=care.therapist, appointment=session, starts_at=free.starts_at, at=at)


def _group(cast: Cast, *, at: datetime) -> None:
    """Elena's group meets on Thursday evenings, after her hours; two have taken seats."""
    elena = cast["elena@practice.example"]
    service = Service.objects.get(name=GROUP)
    first = next_at(THURSDAY, 18, 30, elena.tz, after=at + 2 * DAY).astimezone(elena.tz)
    evenings = [first + week * WEEK for week in range(8)]
    free = free_among(
        therapist=elena.pk,
        wanted=service.wanted,
        starts=[evening for evening in evenings if (evening.month, evening.day) not in NO_EVENINGS],
        at=at,
        asking=Asking(notice=False, horizon=False, hours=False),
    )
    starts = sorted(free)[:4]
    meetings = actions.plan_group(actor=elena, service=service, starts=starts, seats=6, at=at)
    for name, meeting in (("ana", 0), ("jonas", 0), ("ana", 1)):
        patient = cast[f"{name}@home.example"]
        actions.take_seat(actor=patient, group=meetings[meeting], at=at)
