"""Notices about accounts, and about changes in who cares for whom. No clinical word in any."""

from django.urls import reverse
from django.utils import timezone

from notices.actions import enqueue
from notices.kinds import Letter, kind
from notices.models import Notice
from people.models import Care, Invitation, Practice


@kind("account_mail")
def account_mail(notice: Notice) -> Letter:
    """What allauth rendered: verification, reset and security mail."""
    return Letter(context=dict(notice.context))


@kind("invitation")
def invitation(notice: Notice) -> Letter | None:
    """The link that works once; not sent when it would not work any more."""
    found = Invitation.objects.open(at=timezone.now()).filter(pk=notice.about).first()
    if found is None:
        return None
    return Letter(
        context={
            "invitation": found,
            "practice": Practice.current(),
            "path": reverse("people:accept", args=[notice.context["token"]]),
        }
    )


def tell_care_handed_over(successor: Care) -> None:
    """Tell the patient who will be there for them now, and the therapist that somebody is new."""
    enqueue(
        key=f"care_handed_over:{successor.pk}",
        kind="care_handed_over",
        recipient=successor.patient,
        about=successor.pk,
    )
    enqueue(
        key=f"care_taken_over:{successor.pk}",
        kind="care_taken_over",
        recipient=successor.therapist,
        about=successor.pk,
    )


def tell_care_closed(care: Care) -> None:
    """Tell the patient that their therapist has left and nobody was put in their place."""
    enqueue(key=f"care_closed:{care.pk}", kind="care_closed", recipient=care.patient, about=care.pk)


def _about_care(notice: Notice) -> Letter:
    care = Care.objects.select_related("patient", "therapist", "handed_over_from__therapist").get(
        pk=notice.about
    )
    return Letter(context={"care": care, "practice": Practice.current()})


@kind("care_handed_over")
def care_handed_over(notice: Notice) -> Letter:
    return _about_care(notice)


@kind("care_taken_over")
def care_taken_over(notice: Notice) -> Letter:
    return _about_care(notice)


@kind("care_closed")
def care_closed(notice: Notice) -> Letter:
    return _about_care(notice)
