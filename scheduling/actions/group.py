"""Groups: a therapist plans when one meets, patients take and give up their seats.

A seat is an appointment like any other, so its letters, its calendar entry and giving it up
(`cancel`) are those of any session. What is different is that it shares the therapist's time with
the other seats, and that they can run out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people import access
from people.access import Action
from people.actions import open_care
from people.errors import Refused
from people.models import Practice, User
from privacy import audit
from scheduling import rules
from scheduling.actions.change import call_off
from scheduling.actions.enter import enter
from scheduling.actions.fitting import require_welcome
from scheduling.errors import GroupClash, JustTaken, TooLate
from scheduling.free import Asking, free_among
from scheduling.locking import is_clash, lock
from scheduling.models import Appointment, CancelReason, GroupSession, Service
from scheduling.placing import FURTHEST
from scheduling.recurrence import MOST
from scheduling.working import bookable_therapists


def plan_group(
    *,
    actor: User,
    service: Service,
    starts: Sequence[datetime],
    seats: int,
    at: datetime,
) -> list[GroupSession]:
    """A group meets at each of these times: all of them, or none when one is taken (`GroupClash`).

    The therapist's own hours, caps and pause don't stand in their way; whatever else is in the
    calendar does. Raises `Refused` for what is no group of theirs and for times that can't be.
    """
    access.require(actor, Action.PLAN_GROUPS)
    ordered = sorted(set(starts))
    _require_sensible(actor, service, ordered, seats=seats, at=at)
    try:
        with transaction.atomic(), audit.at_the_end():
            lock(therapist=actor)
            free = free_among(
                therapist=actor.pk,
                wanted=service.wanted,
                starts=ordered,
                at=at,
                asking=Asking(notice=False, horizon=False, hours=False),
            )
            _require_all([start for start in ordered if start not in free])
            return [_plan(actor, service, start, seats=seats, at=at) for start in ordered]
    except (IntegrityError, OperationalError) as error:
        if not is_clash(error):
            raise
        raise GroupClash(_("One of these times has just been taken."), []) from error


def cancel_group(*, actor: User, group: GroupSession, reason: str, at: datetime) -> int:
    """The group does not meet. Everybody with a seat is told; answers how many that were.

    Raises `Refused` without a reason, when it has begun or was cancelled before.
    """
    access.require(actor, Action.PLAN_GROUPS)
    with transaction.atomic(), audit.at_the_end():
        lock(therapist=actor)
        group.refresh_from_db()
        if group.therapist_id != actor.pk:
            raise PermissionDenied
        if group.cancelled_at is not None:
            raise Refused(_("This group session has been cancelled already."))
        if group.has_begun(at=at):
            raise TooLate(rules.begun())
        if reason not in rules.reasons_for(actor):
            raise Refused(_("Say why you cancel, so that the others know where they stand."))
        group.cancelled_at, group.cancelled_by = at, actor
        group.save(update_fields=["cancelled_at", "cancelled_by"])
        held = list(Appointment.objects.live().filter(group=group).with_people())
        for seat in held:
            call_off(seat, by=actor, reason=CancelReason(reason), at=at)
            audit.record("appointment.cancel", actor=actor, row=seat, care=seat.care)
        audit.record("group.cancel", actor=actor, row=group)
    return len(held)


def take_seat(*, actor: User, group: GroupSession, at: datetime) -> Appointment:
    """A seat for `actor`, a patient, and a care as an enquiry if there is none.

    Raises `JustTaken` when all seats are taken, `TooLate` after the notice, `NotForYou` when the
    group is meant for others, and `Refused` with the reason for everything else.
    """
    if not (actor.is_active and actor.is_patient):
        raise PermissionDenied
    try:
        with transaction.atomic(), audit.at_the_end():
            lock(therapist=group.therapist, patient=actor)
            group.refresh_from_db()
            _require_open(group, patient=actor, at=at)
            require_welcome(group.service, patient=actor, therapist=group.therapist)
            _require_seat(group, patient=actor)
            return enter(
                care=open_care(patient=actor, therapist=group.therapist, by=actor),
                service=group.service,
                starts_at=group.starts_at,
                ends_at=group.ends_at,
                at=at,
                by=actor,
                group=group,
            )
    except (IntegrityError, OperationalError) as error:
        if not is_clash(error):
            raise
        raise Refused(_own_session()) from error


def seats_until(group: GroupSession, *, practice: Practice) -> datetime:
    """The instant from which no seat can be taken any more."""
    notice = group.service.wanted.notice
    if notice is None:
        notice = timedelta(hours=practice.minimum_notice_hours)
    return group.starts_at - notice


def _require_sensible(
    actor: User, service: Service, starts: Sequence[datetime], *, seats: int, at: datetime
) -> None:
    if not Service.objects.offered().by(actor).filter(pk=service.pk).exists():
        raise Refused(_("“%(name)s” is not offered by you.") % {"name": service.name})
    if not service.is_group:
        raise Refused(
            _("“%(name)s” is for one person. A group has more than one seat.")
            % {"name": service.name}
        )
    if not 2 <= seats <= service.seats:
        raise Refused(
            _("“%(name)s” has from 2 to %(seats)s seats.")
            % {"name": service.name, "seats": service.seats}
        )
    if not starts:
        raise Refused(_("Say when the group meets."))
    if len(starts) > MOST:
        raise Refused(_("Plan at most %(most)s at once.") % {"most": MOST})
    if starts[0] <= at:
        raise Refused(_("That time has passed. Choose one that lies ahead."))
    if starts[-1] > at + FURTHEST:
        raise Refused(_("That is more than a year ahead. Choose a time that is nearer."))
    if any(later - earlier < service.length for earlier, later in pairwise(starts)):
        raise Refused(_("Two of these times overlap."))


def _require_all(taken: Sequence[datetime]) -> None:
    if taken:
        zone = Practice.current().tz
        listed = ", ".join(date_format(start.astimezone(zone), "D j M, H:i") for start in taken)
        words = ngettext(
            "Nothing was planned, because this time is taken: %(times)s.",
            "Nothing was planned, because these times are taken: %(times)s.",
            len(taken),
        )
        raise GroupClash(words % {"times": listed}, taken)


def _plan(
    actor: User, service: Service, start: datetime, *, seats: int, at: datetime
) -> GroupSession:
    group = GroupSession.objects.create(
        therapist=actor,
        service=service,
        starts_at=start,
        ends_at=start + service.length,
        seats=seats,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        planned_by=actor,
        planned_at=at,
    )
    audit.record("group.plan", actor=actor, row=group)
    return group


def _require_open(group: GroupSession, *, patient: User, at: datetime) -> None:
    if group.cancelled_at is not None:
        raise Refused(_("This group session was cancelled. Choose another one."))
    practice = Practice.current()
    if at >= seats_until(group, practice=practice):
        raise TooLate(_("It is too late to take a seat in this one. Choose a later one."))
    in_practice = bookable_therapists(
        [group.therapist_id],
        modality="",
        patient=patient,
        is_known=False,
        is_new=True,
        own_rules=True,
    )
    if not any(group.starts_at < one.end_of(group.span) for one in in_practice):
        raise Refused(
            _("%(name)s takes no new people at the moment.") % {"name": group.therapist.known_as}
        )


def _require_seat(group: GroupSession, *, patient: User) -> None:
    held = Appointment.objects.live()
    if held.filter(group=group, patient=patient).exists():
        raise Refused(_("You have a seat in this group session already."))
    if held.filter(patient=patient).overlapping(group.starts_at, group.ends_at).exists():
        raise Refused(_own_session())
    if held.filter(group=group).count() >= group.seats:
        raise JustTaken(_("The last seat has just been taken. Choose another time."))


def _own_session() -> str:
    return _("You have another session at that time. Move it first, or choose another group.")
