"""Where the patient will be, and who to call."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from intake.models import ContactCard, ContactDraft
from people import access
from people.access import Action
from people.models import Care, User
from privacy import audit


def draft_contact_card(
    *, actor: User, care: Care, typed: Mapping[str, str], at: datetime
) -> ContactDraft:
    """Keep what stands in the form, as it was typed. The card itself changes with saving alone.

    Runs on every pause in typing, so only the first is written into the audit trail.
    """
    access.require(actor, Action.WRITE_CONTACT, care)
    with transaction.atomic():
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
    access.require(actor, Action.WRITE_CONTACT, care)
    with transaction.atomic():
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
