"""Where somebody will be, and who to call."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from intake.actions import draft_contact_card, save_contact_card
from intake.forms import ContactForm
from intake.models import ContactCard, ContactDraft
from people.actions import end_care, hand_over
from people.models import Care, EndReason
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


def typing(browser, care, **typed):
    answer = browser.post(reverse("intake:draft_contact", args=[care.pk]), typed)
    assert answer.status_code == 200
    return answer.json()["words"]


def reads(browser, care):
    return browser.get(reverse("intake:contact", args=[care.pk])).content.decode()


def opened_on(browser, care):
    """The stamp of the card, as the page has it."""
    found = re.search(r'name="card" value="([^"]*)"', reads(browser, care))
    assert found
    return found[1]


def test_what_is_typed_is_kept_as_one_goes(client_for, alice, care):
    browser = client_for(alice)
    assert typing(browser, care, location="12 Rua das").startswith("Kept ")
    typing(browser, care, location="12 Rua das Flores", emergency_phone="+35")
    page = reads(browser, care)
    assert "12 Rua das Flores" in page
    assert 'value="+35"' in page
    assert "sees it once you press" in page
    assert not ContactCard.objects.exists(), "nobody dials half a number"
    assert verbs_of(care) == ["contact.draft"]


def test_typing_leaves_the_card_and_saving_ends_the_draft(client_for, alice, care, now):
    save_contact_card(actor=alice, care=care, at=now, **CARD)
    browser = client_for(alice)
    typing(browser, care, **CARD | {"location": "Porto", "card": opened_on(browser, care)})
    assert ContactCard.objects.get().location == CARD["location"]
    assert "Porto" in reads(browser, care)
    browser.post(reverse("intake:contact", args=[care.pk]), CARD | {"location": "Faro"})
    assert ContactCard.objects.get().location == "Faro"
    assert not ContactDraft.objects.exists()
    assert "Faro" in reads(browser, care)


def test_what_could_not_be_saved_is_there_after_a_reload(client_for, alice, care):
    browser = client_for(alice)
    wrong = CARD | {"callback_phone": "12"}
    page = browser.post(reverse("intake:contact", args=[care.pk]), wrong).content.decode()
    assert "dial this number" in page
    page = reads(browser, care)
    assert CARD["emergency_name"] in page
    assert 'value="12"' in page


@pytest.mark.parametrize("saved_before", [False, True])
def test_what_was_on_its_way_when_the_card_was_saved_does_not_hide_it(
    saved_before, client_for, alice, care, now
):
    if saved_before:
        save_contact_card(
            actor=alice, care=care, at=now - timedelta(days=1), **CARD | {"location": "Porto"}
        )
    browser = client_for(alice)
    stamp = opened_on(browser, care)
    browser.post(reverse("intake:contact", args=[care.pk]), CARD | {"card": stamp})
    late = browser.post(
        reverse("intake:draft_contact", args=[care.pk]), {"location": "12 Rua", "card": stamp}
    )
    assert late.status_code == 409
    assert "was saved since you opened this page" in late.json()["words"]
    assert not ContactDraft.objects.exists()
    assert CARD["location"] in reads(browser, care)
    assert "Kept" in typing(browser, care, location="Faro", card=opened_on(browser, care))


def test_what_another_window_has_can_still_be_saved_and_is_kept_with_its_fault(
    client_for, alice, care, now
):
    browser = client_for(alice)
    stamp = opened_on(browser, care)
    save_contact_card(actor=alice, care=care, at=now, **CARD)
    other = CARD | {"location": "Faro", "card": stamp}
    wrong = other | {"callback_phone": "12"}
    page = browser.post(reverse("intake:contact", args=[care.pk]), wrong).content.decode()
    assert "dial this number" in page
    assert "Faro" in reads(browser, care), "what was typed is not lost"
    assert f'name="card" value="{now.isoformat()}"' in page, "and is kept from here on"
    browser.post(reverse("intake:contact", args=[care.pk]), other)
    assert ContactCard.objects.get().location == "Faro"


def test_no_draft_outlives_its_care(alice, tariq, care, now):
    draft_contact_card(actor=alice, care=care, typed={"location": "Porto"}, at=now)
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    assert not ContactDraft.objects.exists()
    assert verbs_of(care)[-2:] == ["contact.draft_discard", "care.end"]


@pytest.mark.parametrize("handed_over", [False, True])
def test_what_comes_when_the_care_has_just_ended_leaves_nothing(
    handed_over, alice, tariq, nadia, ines, care, now
):
    as_it_was = Care.objects.get(pk=care.pk)
    if handed_over:
        hand_over(care=care, to=nadia, by=ines)
    else:
        end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    with pytest.raises(PermissionDenied):
        draft_contact_card(actor=alice, care=as_it_was, typed={"location": "Porto"}, at=now)
    with pytest.raises(PermissionDenied):
        save_contact_card(actor=alice, care=as_it_was, at=now, **CARD)
    assert not ContactDraft.objects.exists()
    assert not ContactCard.objects.exists()


@pytest.mark.parametrize("name", ["tariq", "nadia", "bruno", "ines", "mallory"])
def test_a_draft_is_the_patients_alone(name, request, client_for, alice, care, now):
    draft_contact_card(actor=alice, care=care, typed={"location": "Porto"}, at=now)
    browser = client_for(request.getfixturevalue(name))
    address = reverse("intake:draft_contact", args=[care.pk])
    assert browser.post(address, {"location": "x"}).status_code in (403, 404)
    assert ContactDraft.objects.get().typed == {"location": "Porto"}


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
