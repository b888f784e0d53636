"""Rows of intake: answers, alerts, documents and signatures, and where somebody will be."""

from intake.models.alerts import RiskAlert
from intake.models.contact import ContactCard
from intake.models.documents import Document, DocumentKind, Signature
from intake.models.responses import QuestionnaireResponse

__all__ = [
    "ContactCard",
    "Document",
    "DocumentKind",
    "QuestionnaireResponse",
    "RiskAlert",
    "Signature",
]
