"""What intake does when care ends or changes hands."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from intake.actions.alerts import tell_therapist
from intake.models import ContactCard, ContactDraft, RiskAlert
from people.errors import Refused
from people.models import Care, EndReason, User
from people.signals import care_ended, care_handed_over
from privacy import audit


@receiver(care_handed_over)
def open_alerts_go_along(sender: type[Care], *, care: Care, successor: Care, **rest: Any) -> None:
    """An alert that nobody has answered yet is the new therapist's from now on."""
    for alert in RiskAlert.objects.open().filter(care=care):
        alert.care = successor
        alert.save(update_fields=["care"])
        tell_therapist(alert)


@receiver(care_handed_over)
def the_contact_card_goes_along(
    sender: type[Care], *, care: Care, successor: Care, actor: User, **rest: Any
) -> None:
    """Whom to call must be known from the first minute. It stays as old as it is (`updated_at`),
    and where somebody is today is asked at the start of every session."""
    card = ContactCard.objects.filter(care=care).first()
    if card is None:
        return
    own = {field.attname for field in ContactCard._meta.concrete_fields} - {"id", "care_id"}
    copy = ContactCard.objects.create(
        care=successor, **{name: getattr(card, name) for name in sorted(own)}
    )
    audit.record("contact.go_along", actor=actor, row=copy, care=successor)


@receiver(care_handed_over)
def the_half_written_card_moves_along(
    sender: type[Care], *, care: Care, successor: Care, actor: User, **rest: Any
) -> None:
    """What the patient had typed and not saved is theirs to go on with."""
    draft = ContactDraft.objects.filter(care=care).first()
    if draft is None:
        return
    draft.care = successor
    draft.save(update_fields=["care"])
    audit.record("contact.draft_go_along", actor=actor, row=draft, care=successor)


@receiver(care_ended)
def no_half_written_card_is_left(
    sender: type[Care], *, care: Care, actor: User, **rest: Any
) -> None:
    """Its patient can't open it any more, and nobody else ever could.

    A care that is handed over ends too, but there it moves along.
    """
    if care.end_reason == EndReason.HANDED_OVER:
        return
    draft = ContactDraft.objects.filter(care=care).first()
    if draft is None:
        return
    ContactDraft.objects.filter(pk=draft.pk).delete()
    audit.record("contact.draft_discard", actor=actor, row=draft, care=care)


@receiver(care_ended)
def no_alert_is_left_alone(sender: type[Care], *, care: Care, **rest: Any) -> None:
    """Whoever leaves can answer no alert any more, so a care with an open one is handed over.

    The sentence is for an admin, who must not learn what it is about.
    """
    if care.end_reason != EndReason.THERAPIST_LEFT:
        return
    if RiskAlert.objects.open().filter(care=care).exists():
        raise Refused(
            _(
                "Something in %(name)s’s care still waits for a therapist’s answer. "
                "Hand it over instead of closing it."
            )
            % {"name": care.patient.full_name}
        )
