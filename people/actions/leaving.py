"""Keeping somebody out for a while, and parting with them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people import access, asking
from people.access import Action
from people.actions.care import end_care, hand_over
from people.errors import Refused
from people.locks import in_order
from people.models import Care, EndReason, Suspension, TherapistProfile, User
from people.signals import person_reinstated, person_suspended
from privacy import audit


def suspend(*, actor: User, user: User, reason: str, at: datetime) -> None:
    """Keep a therapist or admin out at once: every session they have open ends.

    Their cares stay as they are; an admin decides about them. Refused for oneself, so that
    somebody who runs the practice is always left.
    """
    access.require(actor, Action.RUN_PRACTICE)
    if user.pk == actor.pk:
        raise Refused(_("You can’t suspend yourself. Ask another admin."))
    with transaction.atomic(), audit.at_the_end():
        # Both, in one order: of two admins who suspend each other at once, one is left.
        both = User.objects.select_for_update(no_key=True).filter(pk__in=[actor.pk, user.pk])
        now = {person.pk: person for person in both.order_by("pk")}
        access.require(now[actor.pk], Action.RUN_PRACTICE)
        user = now[user.pk]
        if not user.is_active:
            raise Refused(_("%(name)s can’t sign in already.") % {"name": user.full_name})
        Suspension.objects.create(user=user, suspended_by=actor, suspended_at=at, reason=reason)
        _shut_out(user, actor=actor)
        audit.record("account.suspend", actor=actor, row=user)


def reinstate(*, actor: User, user: User, at: datetime) -> None:
    """End a suspension: they can sign in again."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        profile = TherapistProfile.objects.filter(user=user).first()
        if profile and profile.left_at:
            raise Refused(_("They have left the practice. Invite them anew with another address."))
        lifted = Suspension.objects.filter(user=user, lifted_at=None).update(
            lifted_at=at, lifted_by=actor
        )
        if not lifted:
            raise Refused(_("%(name)s is not suspended.") % {"name": user.full_name})
        user.is_active = True
        user.save(update_fields=["is_active"])
        person_reinstated.send(User, user=user, actor=actor)
        audit.record("account.reinstate", actor=actor, row=user)


def part_with(
    *,
    actor: User,
    therapist: User,
    handover: Mapping[UUID, User | None],
    although_unsigned: bool = False,
    at: datetime,
) -> None:
    """A therapist leaves the practice for good.

    `handover` says of every open care who takes over, or None to close it kindly. Nobody is
    orphaned: it is refused, and nothing happens, unless each open care is in it. So it is while
    notes are unsigned, which nobody could read or sign any more, unless `although_unsigned`.
    """
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic(), audit.at_the_end():
        people = [therapist.pk, *(to.pk for to in handover.values() if to)]
        [*User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")]
        profile = TherapistProfile.objects.select_for_update().get(user=therapist)
        if profile.left_at:
            raise Refused(_("They have left the practice already."))
        cares = [
            *Care.objects.open()
            .filter(therapist=therapist)
            .select_for_update(of=("self",), no_key=True)
            .select_related("patient", "therapist")
            .order_by("pk")
        ]
        undecided = [care for care in cares if care.pk not in handover]
        if undecided:
            raise Refused(
                ngettext(
                    "One patient has no decision yet. Nobody may be left without.",
                    "%(number)s patients have no decision yet. Nobody may be left without.",
                    len(undecided),
                )
                % {"number": len(undecided)}
            )
        unsigned = len(asking.unsigned_notes([therapist.pk]))
        if unsigned and not although_unsigned:
            raise Refused(
                ngettext(
                    "%(name)s has not signed one note. Ask them to sign it first, or say that it "
                    "stays unsigned.",
                    "%(name)s has not signed %(number)s notes. Ask them to sign them first, or say "
                    "that they stay unsigned.",
                    unsigned,
                )
                % {"name": therapist.full_name, "number": unsigned}
            )
        for care in cares:
            to = handover[care.pk]
            if to is None:
                end_care(care=care, by=actor, reason=EndReason.THERAPIST_LEFT)
            else:
                hand_over(care=care, to=to, by=actor)
        profile.left_at, profile.accepting_new_patients = at, False
        profile.save(update_fields=["left_at", "accepting_new_patients"])
        Suspension.objects.filter(user=therapist, lifted_at=None).update(
            lifted_at=at, lifted_by=actor
        )
        _shut_out(therapist, actor=actor)
        audit.record(
            "account.part_with",
            actor=actor,
            row=therapist,
            detail={"cares": len(cares), "unsigned_notes": unsigned},
        )


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Sign somebody out everywhere, `but` in the session of this key. Answers how many ended."""
    theirs = [
        session.pk
        for session in Session.objects.exclude(pk=but or "").iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    with transaction.atomic():
        in_order(Session.objects.filter(pk__in=theirs)).delete()
    return len(theirs)


def _shut_out(user: User, *, actor: User) -> None:
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)
    person_suspended.send(User, user=user, actor=actor)
