"""Which kinds of session somebody can book with whom, and what they are told otherwise."""

import pytest
from django.test import Client

from people.models import Care, User
from scheduling.actions import book, hold, services_between
from scheduling.errors import NotForYou
from scheduling.models import Appointment, Audience, Hold, Service, ServiceInvitation
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, make_service

pytestmark = pytest.mark.usefixtures("open_practice")


@pytest.fixture
def nadias_own(nadia: User) -> Service:
    service = make_service("Sleep course", 50, Audience.ANYONE)
    service.everybody_offers = False
    service.save()
    service.offered_by.add(nadia)
    return service


@pytest.fixture
def by_invitation(db: None) -> Service:
    return make_service("Extended session", 90, Audience.INVITED)


def invite(service: Service, care: Care, **fields: object) -> ServiceInvitation:
    return ServiceInvitation.objects.create(
        service=service, care=care, invited_by=care.therapist, invited_at=NOW, **fields
    )


def refusal(service: Service, patient: User, therapist: User) -> str:
    """What somebody is told who tries to hold and to book it all the same."""
    start = local(therapist, TUESDAY, 10)
    with pytest.raises(NotForYou) as held:
        hold(actor=patient, therapist=therapist, service=service, starts_at=start, at=NOW)
    with pytest.raises(NotForYou) as booked:
        book(actor=patient, therapist=therapist, service=service, starts_at=start, at=NOW)
    assert str(held.value.message) == str(booked.value.message)
    assert not Hold.objects.exists() and not Appointment.objects.live().filter(service=service)
    return str(held.value.message)


def test_new_people_and_those_who_have_met(
    alice: User, tariq: User, care: Care, first: Service, usual: Service
) -> None:
    assert list(services_between(patient=None, therapist=tariq)) == [first]
    assert list(services_between(patient=alice, therapist=tariq)) == [first]
    assert "people who have met the therapist before" in refusal(usual, alice, tariq)
    make_appointment(care, local(tariq, TUESDAY, 12), service=usual)
    assert list(services_between(patient=alice, therapist=tariq)) == [usual]
    assert "people who have not met the therapist yet" in refusal(first, alice, tariq)


def test_what_only_one_therapist_offers(
    alice: User, tariq: User, nadia: User, nadias_own: Service
) -> None:
    assert list(services_between(patient=alice, therapist=nadia)) == [nadias_own]
    assert not services_between(patient=alice, therapist=tariq)
    assert refusal(nadias_own, alice, tariq) == (
        "Tariq does not offer “Sleep course”. Choose another kind of session."
    )
    start = local(nadia, TUESDAY, 10)
    book(actor=alice, therapist=nadia, service=nadias_own, starts_at=start, at=NOW)


def test_a_visitor_is_told_as_well(tariq: User, nadias_own: Service) -> None:
    start = local(tariq, TUESDAY, 10)
    with pytest.raises(NotForYou):
        hold(actor=None, therapist=tariq, service=nadias_own, starts_at=start, at=NOW)


def test_by_invitation(
    alice: User, tariq: User, care: Care, nadias_care: Care, by_invitation: Service
) -> None:
    told = "“Extended session” is by invitation. Ask Tariq about it or choose another kind."
    assert refusal(by_invitation, alice, tariq) == told
    invite(by_invitation, nadias_care)
    withdrawn = invite(by_invitation, care, withdrawn_at=NOW)
    assert refusal(by_invitation, alice, tariq) == told
    withdrawn.delete()
    invite(by_invitation, care)
    assert list(services_between(patient=alice, therapist=tariq)) == [by_invitation]
    start = local(tariq, TUESDAY, 10)
    book(actor=alice, therapist=tariq, service=by_invitation, starts_at=start, at=NOW)


def test_an_invitation_ends_with_the_care(
    alice: User, tariq: User, care: Care, by_invitation: Service
) -> None:
    invite(by_invitation, care)
    care.ended_at, care.ended_by = NOW, tariq
    care.save()
    assert "by invitation" in refusal(by_invitation, alice, tariq)


def test_groups_are_not_cut_out_of_free_times(alice: User, tariq: User) -> None:
    group = make_service("Calm evenings", 90, Audience.ANYONE)
    group.seats = 8
    group.save()
    assert not services_between(patient=alice, therapist=tariq)
    assert "take a seat in one of its planned sessions" in refusal(group, alice, tariq)


def test_what_is_not_offered_any_more(alice: User, tariq: User, first: Service) -> None:
    first.retired_at = NOW
    first.save()
    assert "is not offered any more" in refusal(first, alice, tariq)


def test_the_page_says_it(tariq: User, client: Client, nadias_own: Service) -> None:
    response = client.post(
        "/book/hold/",
        {
            "therapist": "tariq-haddad",
            "service": nadias_own.pk,
            "starts_at": local(tariq, TUESDAY, 10).isoformat(),
        },
    )
    assert response.status_code == 409
    assert "Tariq does not offer" in response.content.decode()
