"""Where the patient will be, and who to call."""

from datetime import datetime

from django.db import transaction

from intake.models import ContactCard
from people import access
from people.access import Action
from people.models import Care, User
from privacy import audit


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
    """Keep the card; the one before is replaced. Numbers come checked from the form."""
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
        audit.record("contact.save", actor=actor, row=card, care=care)
    return card
