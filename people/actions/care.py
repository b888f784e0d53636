"""Verbs of the care relationship."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from people.letters import tell_care_closed, tell_care_handed_over
from people.models import Care, EndReason, Role, TherapistProfile, User
from people.signals import care_activated, care_ended, care_handed_over
from privacy import audit


def open_care(*, patient: User, therapist: User, by: User) -> Care:
    """The open care of the two; an enquiry is opened if there is none.

    Anyone may ask any therapist of the practice for help, so there is no rule to pass; whether
    the therapist can be booked is scheduling's to say. Raises `Refused` for other roles.
    """
    if patient.role != Role.PATIENT or therapist.role != Role.THERAPIST:
        raise Refused(_("A session joins a patient and a therapist. Sign in as a patient to book."))
    with transaction.atomic():
        care, opened = Care.objects.get_or_create(
            patient=patient,
            therapist=therapist,
            ended_at=None,
            defaults={"opened_at": timezone.now(), "opened_by": by},
        )
        if opened:
            audit.record("care.open", actor=by, row=care, care=care)
    return care


def activate_care(*, care: Care, by: User, at: datetime | None = None) -> None:
    """Therapy begins: the enquiry becomes active. Nothing happens if it already has."""
    access.require(by, Action.ADMIT, care)
    with transaction.atomic():
        begun = Care.objects.filter(pk=care.pk, activated_at=None, ended_at=None).update(
            activated_at=at or timezone.now(), activated_by=by
        )
        care.refresh_from_db(fields=["activated_at", "activated_by"])
        if begun:
            care_activated.send(Care, care=care, actor=by)
            audit.record("care.activate", actor=by, row=care, care=care)


def end_care(*, care: Care, by: User, reason: EndReason) -> None:
    """Therapy ends. What was written stays readable to both; nothing new can be begun.

    The therapist may, and an admin when a therapist leaves. Receivers of `care_ended` cancel what
    lies ahead, in the same transaction.
    """
    if not access.allows(by, Action.END_CARE, care):
        access.require(by, Action.MANAGE_CARE, care)
    with transaction.atomic(), audit.at_the_end():
        ended = Care.objects.filter(pk=care.pk, ended_at=None).update(
            ended_at=timezone.now(), ended_by=by, end_reason=reason
        )
        care.refresh_from_db(fields=["ended_at", "ended_by", "end_reason"])
        if ended:
            if reason == EndReason.THERAPIST_LEFT:
                tell_care_closed(care)
            care_ended.send(Care, care=care, actor=by)
            audit.record("care.end", actor=by, row=care, care=care, detail={"reason": reason})


def hand_over(*, care: Care, to: User, by: User) -> Care:
    """End this care and open one with another therapist, who can read the record from then on.

    Psychotherapy notes stay with their author. Only an admin may; raises `Refused` if the other
    is no therapist in service, has no licence that holds, or already cares for this patient.
    """
    access.require(by, Action.MANAGE_CARE, care)
    with transaction.atomic(), audit.at_the_end():
        now = timezone.now()
        # As they are now: a suspension may have come between the question and the answer.
        to = User.objects.select_for_update(no_key=True).get(pk=to.pk)
        if to.role != Role.THERAPIST or not to.is_active or to.pk == care.therapist_id:
            raise Refused(_("Choose another therapist who works at the practice."))
        today = timezone.localdate(now)
        if not TherapistProfile.objects.in_service(on=today).filter(user=to).exists():
            raise Refused(
                _(
                    "%(name)s has no licence on file that holds. Renew it on their page first, "
                    "or choose somebody else."
                )
                % {"name": to.full_name}
            )
        care = (
            Care.objects.select_for_update(of=("self",), no_key=True)
            .select_related("patient", "therapist")
            .get(pk=care.pk)
        )
        if not care.is_open:
            raise Refused(_("This care has already ended."))
        if Care.objects.open().filter(patient=care.patient, therapist=to).exists():
            raise Refused(
                _("%(name)s already cares for %(patient)s. Close this care instead.")
                % {"name": to.full_name, "patient": care.patient.full_name}
            )
        end_care(care=care, by=by, reason=EndReason.HANDED_OVER)
        successor = Care.objects.create(
            patient=care.patient,
            therapist=to,
            opened_at=now,
            opened_by=by,
            activated_at=now if care.activated_at else None,
            activated_by=by if care.activated_at else None,
            handed_over_from=care,
        )
        tell_care_handed_over(successor)
        care_handed_over.send(Care, care=care, successor=successor, actor=by)
        audit.record("care.hand_over", actor=by, row=successor, care=care)
    return successor
