"""Verbs of intake."""

from intake.actions.alerts import acknowledge_help, close_alert
from intake.actions.answers import NotReady, Saved, complete_response, save_answers
from intake.actions.contact import draft_contact_card, save_contact_card
from intake.actions.documents import publish_document, sign_document, withdraw_consent

__all__ = [
    "NotReady",
    "Saved",
    "acknowledge_help",
    "close_alert",
    "complete_response",
    "draft_contact_card",
    "publish_document",
    "save_answers",
    "save_contact_card",
    "sign_document",
    "withdraw_consent",
]
