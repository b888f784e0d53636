"""Where the patient will be, and who to call."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from intake.models import ContactCard, ContactDraft
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care, User
from privacy import audit


def draft_contact_card(
    *, actor: User, care: Care, typed: Mapping[str, str], at: datetime, stamp: str | None = None
) -> ContactDraft:
    """Keep what stands in the form, as it was typed. The card itself changes with saving alone.

    `stamp` is that of the card the form was opened on, empty without one. Raises `Refused` when
    the card was saved since: on its way before the save, or from another window, these words are
    older, and would hide it. Without a `stamp` they are kept over any card.

    Runs on every pause in typing, so only the first is written into the audit trail.
    """
    with transaction.atomic():
        _lock(actor, care)
        if stamp is not None and stamp != _present_stamp(care):
            raise Refused(
                _(
                    "The card was saved since you opened this page, so this is not kept as you "
                    "type. Reload to see it, or press “Save” to put this in its place."
                )
            )
        draft, is_new = ContactDraft.objects.update_or_create(
            care=care, defaults={"typed": dict(typed), "saved_at": at}
        )
        if is_new:
            audit.record("contact.draft", actor=actor, row=draft, care=care)
    return draft


def save_contact_card(
    *,
    actor: User,
    care: Care,
    location: str,
    callback_phone: str,
    emergency_name: str,
    emergency_phone: str,
    emergency_relation: str,
    at: datetime,
) -> ContactCard:
    """Keep the card; the one before is replaced, and the draft is done with.

    Numbers come checked from the form.
    """
    with transaction.atomic():
        _lock(actor, care)
        card, _created = ContactCard.objects.update_or_create(
            care=care,
            defaults={
                "location": location,
                "callback_phone": callback_phone,
                "emergency_name": emergency_name,
                "emergency_phone": emergency_phone,
                "emergency_relation": emergency_relation,
                "updated_at": at,
                "updated_by": actor,
            },
        )
        ContactDraft.objects.filter(care=care).delete()
        audit.record("contact.save", actor=actor, row=card, care=care)
    return card


def _lock(actor: User, care: Care) -> None:
    """One after the other, and not after the care's end: it may have come meanwhile."""
    present = Care.objects.select_for_update(no_key=True).get(pk=care.pk)
    access.require(actor, Action.WRITE_CONTACT, present)


def _present_stamp(care: Care) -> str:
    card = ContactCard.objects.filter(care=care).only("updated_at").first()
    return card.stamp if card is not None else ""
