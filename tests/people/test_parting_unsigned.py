"""Parting with a therapist whose notes are not all signed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people import actions
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from tests.conftest import make_patient, open_active_care
from tests.sessions.writing import SECRET, Window, hold_session, signed_note

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def carlas(tariq: User) -> Care:
    return open_active_care(make_patient("carla@example.com", "Carla Reis"), tariq)


@pytest.fixture
def drafts(care: Care, carlas: Care) -> None:
    """Tariq has signed one note about Alice, and begun one about her and two about Carla."""
    signed_note(hold_session(care, ago=timedelta(days=9)))
    Window().write(hold_session(care), text=SECRET)
    for days in (3, 5):
        Window().write(hold_session(carlas, ago=timedelta(days=days)), text="another")


def test_the_verb_refuses_unless_it_is_said(
    drafts: None, care: Care, carlas: Care, tariq: User, nadia: User, ines: User
) -> None:
    handover = {care.pk: nadia, carlas.pk: None}
    now = timezone.now()
    with pytest.raises(Refused, match="has not signed 3 notes"):
        actions.part_with(actor=ines, therapist=tariq, handover=handover, at=now)
    assert Care.objects.open().filter(therapist=tariq).count() == 2
    actions.part_with(
        actor=ines, therapist=tariq, handover=handover, although_unsigned=True, at=now
    )
    assert not Care.objects.open().filter(therapist=tariq).exists()
    detail = AuditEntry.objects.get(verb="account.part_with").detail
    assert detail == {"cares": 2, "unsigned_notes": 3}


def test_the_page_says_whose_notes_and_keeps_what_was_chosen(
    drafts: None, care: Care, carlas: Care, tariq: User, nadia: User, ines: User,
    client_for: ClientFor,
) -> None:  # fmt: skip
    client = client_for(ines)
    address = reverse("people:part", args=[tariq.pk])
    page = client.get(address).content.decode()
    assert "Tariq has not signed 3 notes" in page
    assert "Alice Moreau: one note" in page
    assert "Carla Reis: 2 notes" in page
    assert "nobody can read or sign them" in page
    assert SECRET not in page
    assert "Go on although 3 notes stay unsigned" in page
    chosen = {str(care.pk): str(nadia.pk), str(carlas.pk): "close"}
    refused = client.post(address, chosen).content.decode()
    assert "Ask them to sign first, or tick that the notes stay unsigned." in refused
    assert f'<option value="{nadia.pk}" selected>' in refused
    assert '<option value="close" selected>' in refused
    assert Care.objects.open().filter(therapist=tariq).count() == 2
    assert client.post(address, chosen | {"although_unsigned": "on"}).status_code == 302
    assert not Care.objects.open().filter(therapist=tariq).exists()


def test_nothing_is_asked_where_all_is_signed(
    care: Care, tariq: User, ines: User, client_for: ClientFor
) -> None:
    signed_note(hold_session(care))
    page = client_for(ines).get(reverse("people:part", args=[tariq.pk])).content.decode()
    assert "unsigned" not in page
