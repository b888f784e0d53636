"""Move or cancel this and the following sessions of a series, or all that lie ahead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.dispatch import Signal
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import Practice, User
from privacy import audit
from scheduling import letters, rules
from scheduling.errors import TooLate
from scheduling.locking import lock
from scheduling.models import Appointment, AppointmentChange, CancelReason, Scope, Series
from scheduling.series.family import ahead
from scheduling.series.moving import Move, cut, plan_move
from scheduling.series.together import all_or_nothing, require_together
from scheduling.signals import appointment_cancelled, appointment_moved


def move_series(
    *,
    actor: User,
    pivot: Appointment,
    scope: Scope,
    to: datetime,
    starts: Mapping[UUID, datetime],
    at: datetime,
) -> Series:
    """Let the series go on from `pivot` at another time, in the same rhythm, all or nothing.

    `starts` says of each session that moves when it begins; the others stay where they are. All of
    them go on under a new series that continues the old one. Raises `NotAllFree`, or `Refused` for
    sessions that may not be moved: one that was moved alone, or whose window has closed.
    """
    access.require(actor, Action.CHANGE_APPOINTMENT, pivot.care)
    with all_or_nothing():
        lock(therapist=pivot.therapist, patient=pivot.patient)
        pivot.refresh_from_db()
        rules.require_movable(pivot, by=actor, practice=Practice.current(), at=at)
        move = cut(pivot=pivot, to=to, at=at)
        picks = {str(one.pk): starts.get(one.pk) for one in move.sessions}
        plan, sight = plan_move(move, actor=actor, at=at, picks=picks)
        movable = {step.key for step in plan.steps if not step.stays}
        if not starts or not {str(pk) for pk in starts} <= movable:
            raise Refused(_("These sessions can’t be moved any more. Please look at it again."))
        require_together(sight, {str(pk): start for pk, start in starts.items()})
        series = _continue(move, by=actor, at=at)
        going = [one for one in move.sessions if starts.get(one.pk, one.starts_at) != one.starts_at]
        if not going:
            raise Refused(_("That is the time they have now. Choose another one."))
        _put_all(going, starts, by=actor, scope=scope, at=at)
        letters.tell_series("series_moved", series, sorted(going, key=lambda one: one.starts_at))
        _spread(going, appointment_moved, "move", series=series, scope=scope, by=actor)
    return series


def cancel_series(
    *, actor: User, pivot: Appointment, scope: Scope, reason: str, at: datetime
) -> list[Appointment]:
    """Cancel this and the following sessions, or all that lie ahead; answer those it cancelled.

    Those so close that it would count as late are left: each of them can be cancelled by itself,
    told what that means. Raises `TooLate` when none is left to cancel.
    """
    access.require(actor, Action.CHANGE_APPOINTMENT, pivot.care)
    if reason not in rules.reasons_for(actor):
        raise Refused(_("Say why you cancel, so that the other knows where they stand."))
    with all_or_nothing():
        lock(therapist=pivot.therapist)
        going, _left = cancellable(actor=actor, pivot=pivot, scope=scope, at=at)
        if not going:
            raise TooLate(_("None of these sessions can be cancelled freely any more."))
        for one in going:
            letters.withdraw_waiting(one)
            one.cancelled_at, one.cancelled_by = at, actor
            one.cancel_reason = CancelReason(reason)
            one.sequence += 1
        Appointment.objects.bulk_update(
            going, ["cancelled_at", "cancelled_by", "cancel_reason", "sequence"]
        )
        series = _series_of(pivot)
        letters.tell_series("series_cancelled", series, going)
        _spread(going, appointment_cancelled, "cancel", series=series, scope=scope, by=actor)
    return going


def _spread(
    going: Sequence[Appointment],
    news: Signal,
    verb: str,
    *,
    series: Series,
    scope: Scope,
    by: User,
) -> None:
    """The news of each session first, then the trail of each and of the series (see
    `audit.at_the_end`)."""
    for one in going:
        news.send(Appointment, appointment=one, actor=by)
    for one in going:
        audit.record(f"appointment.{verb}", actor=by, row=one, care=one.care)
    audit.record(
        f"series.{verb}",
        actor=by,
        row=series,
        care=series.care,
        detail={"scope": scope.value, "sessions": len(going)},
    )


def cancellable(
    *, actor: User, pivot: Appointment, scope: Scope, at: datetime
) -> tuple[list[Appointment], list[Appointment]]:
    """The sessions of this scope that can be cancelled freely now, and those that are too close."""
    practice = Practice.current()
    found = ahead(_series_of(pivot).family(), pivot=pivot, scope=scope, at=at)
    late = [one for one in found if rules.cancels_late(one, by=actor, practice=practice, at=at)]
    return [one for one in found if one not in late], late


def _series_of(pivot: Appointment) -> Series:
    if pivot.series is None:
        raise Refused(_("This session doesn’t repeat."))
    return pivot.series


def _continue(move: Move, *, by: User, at: datetime) -> Series:
    """The series under which these sessions go on; what came before ends where it was cut."""
    before = _series_of(move.pivot)
    rule = move.rule
    for cut_off in move.family:
        cut_off.count, cut_off.until = move.kept[cut_off.pk], None
    Series.objects.bulk_update(move.family, ["count", "until"])
    series = Series.objects.create(
        care=move.pivot.care,
        service=before.service,
        frequency=rule.rhythm.value,
        interval=rule.interval,
        first_on=rule.first_on,
        wall_time=rule.wall_time,
        zone=rule.zone.key,
        count=rule.count,
        made_by=by,
        made_at=at,
        continues=before,
    )
    for one in move.sessions:
        one.series, one.series_day = series, move.given[one.pk].day
    Appointment.objects.bulk_update(move.sessions, ["series", "series_day"])
    return series


def _put_all(
    going: Sequence[Appointment],
    starts: Mapping[UUID, datetime],
    *,
    by: User,
    scope: Scope,
    at: datetime,
) -> None:
    """Put each where it goes. They are lifted out of the calendar first: one may go where another
    still is, and the database looks at every row as it is written."""
    changes = []
    for one in going:
        letters.withdraw_waiting(one)
        before, length = one.starts_at, one.length
        one.starts_at = starts[one.pk]
        one.ends_at = one.starts_at + length
        one.sequence += 1
        changes.append(
            AppointmentChange(
                appointment=one,
                by=by,
                at=at,
                starts_at_before=before,
                starts_at=one.starts_at,
                scope=scope,
            )
        )
    Appointment.objects.filter(pk__in=[one.pk for one in going]).update(
        cancelled_at=at, cancelled_by=by, cancel_reason=CancelReason.OTHER_TIME
    )
    for one in going:
        one.cancelled_at, one.cancelled_by, one.cancel_reason = None, None, ""
        one.save()
    AppointmentChange.objects.bulk_create(changes)
    letters.remind(going, at=at, since=at)
