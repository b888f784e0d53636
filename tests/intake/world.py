"""One of each of intake's rows, for the access table."""

from typing import Any

from intake.actions import complete_response, save_answers, save_contact_card, sign_document
from intake.models import Document, DocumentKind, RiskAlert
from intake.shipped import load_documents
from tests.access.people import World


def rows(world: World) -> dict[str, Any]:
    """Alice has answered PHQ-9 with item 9 above 0, signed her consent and named somebody."""
    load_documents(at=world.now)
    consent = Document.objects.current(DocumentKind.TELEHEALTH_CONSENT)
    agreement = Document.objects.current(DocumentKind.SESSION_AGREEMENT)
    assert consent
    assert agreement
    sign_document(actor=world.alice, care=world.care, document=consent, at=world.now)
    save_answers(
        actor=world.alice,
        care=world.care,
        instrument="phq-9",
        submitted={"phq9-9": ["LA6569-3"]},
        asked=["phq9-9"],
        at=world.now,
    )
    phq = complete_response(actor=world.alice, care=world.care, instrument="phq-9", at=world.now)
    card = save_contact_card(
        actor=world.alice,
        care=world.care,
        location="12 Rua das Flores, Lisbon",
        callback_phone="+351 912 345 678",
        emergency_name="Jo Moreau",
        emergency_phone="+351 912 000 000",
        emergency_relation="sister",
        at=world.now,
    )
    return {
        "consent": consent,
        "agreement": agreement,
        "phq": phq,
        "alert": RiskAlert.objects.get(response=phq),
        "contact_card": card,
    }
