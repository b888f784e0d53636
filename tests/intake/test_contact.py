"""Where somebody will be, and who to call."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from intake.actions import save_contact_card
from intake.forms import ContactForm
from intake.models import ContactCard
from tests.intake.conftest import verbs_of

CARD = {
    "location": "12 Rua das Flores, Lisbon",
    "callback_phone": "+351 912 345 678",
    "emergency_name": "Jo Moreau",
    "emergency_phone": "+351 912 000 000",
    "emergency_relation": "sister",
}


def test_is_kept_and_replaced(alice, care, now):
    save_contact_card(actor=alice, care=care, at=now, **CARD)
    save_contact_card(actor=alice, care=care, at=now, **CARD | {"location": "Porto"})
    card = ContactCard.objects.get()
    assert (card.location, card.emergency_name) == ("Porto", "Jo Moreau")
    assert (card.updated_at, card.updated_by) == (now, alice)
    assert verbs_of(care) == ["contact.save", "contact.save"]


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory"])
def test_others_find_nothing(name, request, care, now):
    with pytest.raises(Http404):
        save_contact_card(actor=request.getfixturevalue(name), care=care, at=now, **CARD)
    assert not ContactCard.objects.exists()


def test_the_therapist_reads_but_does_not_write(tariq, care, now):
    with pytest.raises(PermissionDenied):
        save_contact_card(actor=tariq, care=care, at=now, **CARD)


def test_leaves_no_trace_when_it_fails(alice, care, now, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the audit trail is broken")

    monkeypatch.setattr("intake.actions.contact.audit.record", broken)
    with pytest.raises(RuntimeError):
        save_contact_card(actor=alice, care=care, at=now, **CARD)
    assert not ContactCard.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("912345678", "+351 912 345 678"), ("+49 30 901820", "+49 30 901820")],
)
def test_numbers_can_be_dialled_from_anywhere(practice, typed, kept):
    form = ContactForm(CARD | {"callback_phone": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["callback_phone"] == kept


@pytest.mark.parametrize("typed", ["12", "call my mother", "+999 1"])
def test_numbers_that_cannot_be_dialled_are_given_back(practice, typed):
    form = ContactForm(CARD | {"callback_phone": typed})
    assert not form.is_valid()
    assert "callback_phone" in form.errors
