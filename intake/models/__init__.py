"""Rows of intake: answers, alerts, documents and signatures, and where somebody will be."""

from intake.models.alerts import RiskAlert
from intake.models.contact import ContactCard, ContactDraft
from intake.models.documents import Document, DocumentKind, Signature
from intake.models.responses import QuestionnaireResponse

__all__ = [
    "ContactCard",
    "ContactDraft",
    "Document",
    "DocumentKind",
    "QuestionnaireResponse",
    "RiskAlert",
    "Signature",
]
