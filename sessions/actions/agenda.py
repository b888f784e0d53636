"""Verbs of the agenda: change a session's list, or the one a therapist usually begins with."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import access
from people.access import Action
from people.errors import Refused
from people.models import User
from privacy import audit
from scheduling.models import Appointment
from sessions.actions.opening import session_of
from sessions.agenda import (
    MOST_POINTS,
    NAMES,
    Change,
    ListFull,
    NoSuchPoint,
    Occasion,
    Points,
    changed,
    fresh,
    house_list,
    told,
)
from sessions.models import SessionAgenda, UsualAgenda


def occasion_of(appointment: Appointment) -> Occasion:
    """Whether the two meet for the first time. A session that was missed is no meeting."""
    before = Appointment.objects.live().filter(
        care=appointment.care_id, starts_at__lt=appointment.starts_at, missed=None
    )
    return Occasion.LATER if before.exists() else Occasion.FIRST


def usual_points(therapist: User, occasion: Occasion) -> Points:
    """The list this therapist begins such sessions with."""
    own = UsualAgenda.objects.filter(therapist=therapist, occasion=occasion).first()
    return own.points if own else house_list(occasion)


def points_of(appointment: Appointment) -> Points:
    """The list of this session: its own once it was changed, else the usual one."""
    own = SessionAgenda.objects.filter(session__appointment=appointment).first()
    if own is not None:
        return own.points
    return fresh(usual_points(appointment.therapist, occasion_of(appointment)))


def change_agenda(
    *, actor: User, appointment: Appointment, changes: Sequence[Change], at: datetime
) -> SessionAgenda:
    """Change the list of one session. Two windows' changes both count, in the order they come.

    Raises `Refused` when the point is gone or the list is full.
    """
    access.require(actor, Action.KEEP_AGENDA, appointment.care)
    with transaction.atomic():
        session = session_of(appointment)
        session.lock()
        agenda = SessionAgenda.objects.filter(session=session).first() or SessionAgenda(
            session=session
        )
        agenda.kept = told(_after(points_of(appointment), changes, at=at))
        agenda.saved_at = at
        agenda.save()
        audit.record(
            "agenda.change",
            actor=actor,
            row=agenda,
            care=appointment.care,
            detail={"how": NAMES[type(changes[-1])]},
        )
    return agenda


def change_usual_agenda(
    *, actor: User, occasion: Occasion, changes: Sequence[Change], at: datetime
) -> UsualAgenda:
    """Change what the actor usually begins with. Sessions whose list was changed keep theirs.

    Raises `Refused` when the point is gone or the list is full.
    """
    access.require(actor, Action.KEEP_USUAL_AGENDA)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        agenda = UsualAgenda.objects.filter(
            therapist=actor, occasion=occasion
        ).first() or UsualAgenda(therapist=actor, occasion=occasion)
        agenda.kept = told(_after(usual_points(actor, occasion), changes, at=at))
        agenda.saved_at = at
        agenda.save()
        audit.record(
            "agenda.change_usual",
            actor=actor,
            row=agenda,
            detail={"how": NAMES[type(changes[-1])]},
        )
    return agenda


def _after(points: Points, changes: Sequence[Change], *, at: datetime) -> Points:
    try:
        for change in changes:
            points = changed(points, change, at=at)
    except NoSuchPoint:
        raise Refused(
            _("That point is no longer on the list. Here is the list as it is now.")
        ) from None
    except ListFull:
        raise Refused(
            _("There are %(most)s points already. Take one off the list first, or reword one.")
            % {"most": MOST_POINTS}
        ) from None
    return points
