"""Inviting a patient to a service that is by invitation."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.http import Http404
from django.test import Client
from django.utils import timezone

from notices.actions import deliver_due
from notices.models import Notice
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.actions import invite_to_service, withdraw_invitation
from scheduling.models import Audience, Service, ServiceInvitation
from tests.scheduling.conftest import NOW


@pytest.fixture
def extended(db: None) -> Service:
    return Service.objects.create(name="Extended", minutes=90, audience=Audience.INVITED)


def test_an_invitation_is_told_and_counts_once(
    care: Care, extended: Service, mailoutbox: list[EmailMessage]
) -> None:
    first = invite_to_service(actor=care.therapist, care=care, service=extended, at=NOW)
    again = invite_to_service(actor=care.therapist, care=care, service=extended, at=NOW)
    assert first == again
    assert AuditEntry.objects.filter(verb="service.invite").count() == 1
    deliver_due(at=timezone.now())
    (letter,) = mailoutbox
    assert letter.to == [care.patient.email]
    body = letter.body
    assert f"/therapists/tariq-haddad/?service={extended.pk}" in body
    assert "Extended" not in body  # what a session is called may say why people meet


def test_what_is_taken_back_is_not_told(
    care: Care, extended: Service, mailoutbox: list[EmailMessage]
) -> None:
    invitation = invite_to_service(actor=care.therapist, care=care, service=extended, at=NOW)
    withdraw_invitation(actor=care.therapist, invitation=invitation, at=NOW)
    withdraw_invitation(actor=care.therapist, invitation=invitation, at=NOW)
    deliver_due(at=timezone.now())
    assert mailoutbox == []
    verbs = AuditEntry.objects.filter(verb="service.withdraw_invitation")
    assert verbs.count() == 1
    fresh = invite_to_service(actor=care.therapist, care=care, service=extended, at=NOW)
    assert fresh != invitation


@pytest.mark.parametrize(
    "change",
    [
        {"audience": Audience.ANYONE},
        {"retired_at": NOW},
        {"everybody_offers": False},
    ],
)
def test_services_one_can_not_invite_to(
    change: dict[str, object], care: Care, extended: Service
) -> None:
    Service.objects.filter(pk=extended.pk).update(**change)
    with pytest.raises(Refused, match="not a service you can invite to"):
        invite_to_service(actor=care.therapist, care=care, service=extended, at=NOW)
    assert not ServiceInvitation.objects.exists()
    assert not Notice.objects.exists()


def test_only_the_therapist_of_an_open_care_invites(
    care: Care, extended: Service, nadia: User, alice: User
) -> None:
    with pytest.raises(Http404):
        invite_to_service(actor=nadia, care=care, service=extended, at=NOW)
    with pytest.raises(PermissionDenied):
        invite_to_service(actor=alice, care=care, service=extended, at=NOW)
    care.ended_at, care.ended_by = timezone.now(), care.therapist
    care.save()
    with pytest.raises(PermissionDenied):
        invite_to_service(actor=care.therapist, care=care, service=extended, at=NOW)


def test_from_the_patients_page(
    care: Care, extended: Service, client_for: Callable[[User | None], Client]
) -> None:
    page = client_for(care.therapist)
    address = f"/patients/{care.pk}/"
    assert "Invite to it" in page.get(address).content.decode()
    answer = page.post(f"{address}services/{extended.pk}/invite/", follow=True)
    words = answer.content.decode()
    assert "can book it now" in words
    assert "Invite to it" not in words
    invitation = ServiceInvitation.objects.get()
    page.post(f"/patients/services/{invitation.pk}/withdraw/")
    assert "Invite to it" in page.get(address).content.decode()
