"""Opening, beginning, ending and handing over a care."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from notices.models import Notice
from people import access
from people.access import Action
from people.actions import activate_care, end_care, hand_over, open_care, suspend
from people.errors import Refused
from people.models import Care, EndReason, TherapistProfile, User
from privacy.models import AuditEntry
from tests.conftest import make_therapist

PersonNamed = Callable[[str], User]


@pytest.fixture
def person(request: pytest.FixtureRequest) -> PersonNamed:
    return request.getfixturevalue


def test_opening_twice_is_the_same_care(alice: User, tariq: User) -> None:
    first = open_care(patient=alice, therapist=tariq, by=alice)
    again = open_care(patient=alice, therapist=tariq, by=alice)
    assert first == again
    assert first.state == "enquiry"
    assert AuditEntry.objects.filter(verb="care.open").count() == 1


def test_a_patient_may_have_two_therapists(alice: User, tariq: User, nadia: User) -> None:
    assert open_care(patient=alice, therapist=tariq, by=alice) != open_care(
        patient=alice, therapist=nadia, by=alice
    )


@pytest.mark.parametrize(("patient", "therapist"), [("tariq", "nadia"), ("alice", "bruno")])
def test_only_a_patient_and_a_therapist(patient: str, therapist: str, person: PersonNamed) -> None:
    with pytest.raises(Refused):
        open_care(patient=person(patient), therapist=person(therapist), by=person(patient))
    assert not Care.objects.exists()


def test_therapy_begins_once(alice: User, tariq: User) -> None:
    care = open_care(patient=alice, therapist=tariq, by=alice)
    activate_care(care=care, by=tariq)
    begun_at = care.activated_at
    activate_care(care=care, by=tariq)
    care.refresh_from_db()
    assert (care.state, care.activated_at, care.activated_by) == ("active", begun_at, tariq)
    assert AuditEntry.objects.filter(verb="care.activate").count() == 1


@pytest.mark.parametrize("name", ["nadia", "bruno", "mallory"])
def test_strangers_can_neither_begin_nor_end_it(name: str, person: PersonNamed, care: Care) -> None:
    before = AuditEntry.objects.count()
    for attempt in (
        lambda: activate_care(care=care, by=person(name)),
        lambda: end_care(care=care, by=person(name), reason=EndReason.THERAPIST),
        lambda: hand_over(care=care, to=person("nadia"), by=person(name)),
    ):
        with pytest.raises(Http404):
            attempt()
    care.refresh_from_db()
    assert care.is_open
    assert AuditEntry.objects.count() == before


def test_the_patient_does_not_hand_over(care: Care, alice: User, nadia: User) -> None:
    with pytest.raises(PermissionDenied):
        hand_over(care=care, to=nadia, by=alice)


def test_an_ended_care_stays_readable_and_nothing_can_be_begun(
    care: Care, alice: User, tariq: User
) -> None:
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    assert (care.state, care.ended_by, care.end_reason) == ("ended", tariq, "completed")
    assert access.allows(alice, Action.READ_GOALS, care)
    assert not access.allows(alice, Action.BOOK, care)
    assert not access.allows(tariq, Action.GIVE_HOMEWORK, care)
    with pytest.raises(PermissionDenied):
        end_care(care=care, by=tariq, reason=EndReason.COMPLETED)


def test_handing_over_opens_the_record_to_the_successor(
    care: Care, alice: User, tariq: User, nadia: User, ines: User
) -> None:
    assert not access.allows(nadia, Action.READ_NOTE, care)
    successor = hand_over(care=care, to=nadia, by=ines)
    care.refresh_from_db()
    assert (care.state, care.end_reason) == ("ended", EndReason.HANDED_OVER)
    assert (successor.state, successor.handed_over_from) == ("active", care)
    assert access.allows(nadia, Action.READ_NOTE, care)
    assert not access.allows(nadia, Action.WRITE_NOTE, care)
    assert not access.allows(nadia, Action.KEEP_PRIVATE_NOTE, care), "they stay with the author"
    assert access.allows(tariq, Action.READ_NOTE, care)
    assert not access.allows(tariq, Action.READ_NOTE, successor)
    assert {n.kind: n.recipient for n in Notice.objects.all()} == {
        "care_handed_over": alice,
        "care_taken_over": nadia,
    }


def test_the_record_goes_on_to_whoever_takes_over_next(
    care: Care, tariq: User, nadia: User, ines: User
) -> None:
    third = make_therapist(
        "third@example.com", "Third Person", slug="third", zone="UTC", needs=["sleep"]
    )
    second_care = hand_over(care=care, to=nadia, by=ines)
    third_care = hand_over(care=second_care, to=third, by=ines)
    for earlier in (care, second_care):
        earlier.refresh_from_db()
        assert access.allows(third, Action.READ_NOTE, earlier)
        assert not access.allows(third, Action.WRITE_NOTE, earlier)
    assert set(access.cares(third, Action.READ_NOTE)) == {care, second_care, third_care}
    assert set(access.cares(tariq, Action.READ_NOTE)) == {care}
    assert not access.allows(tariq, Action.READ_NOTE, second_care)


def test_handing_over_twice_is_refused(care: Care, nadia: User, ines: User) -> None:
    """Two admins, or a double click: the second finds it done."""
    stale = Care.objects.get(pk=care.pk)
    hand_over(care=care, to=nadia, by=ines)
    with pytest.raises(Refused, match="already ended"):
        hand_over(care=stale, to=nadia, by=ines)
    assert Care.objects.filter(handed_over_from=care).count() == 1


def test_handing_over_to_somebody_who_already_cares_is_refused(
    care: Care, alice: User, nadia: User, ines: User
) -> None:
    open_care(patient=alice, therapist=nadia, by=alice)
    with pytest.raises(Refused, match="already cares for Alice Moreau"):
        hand_over(care=care, to=nadia, by=ines)
    care.refresh_from_db()
    assert care.is_open
    assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["bruno", "tariq", "ines"])
def test_only_to_another_therapist(name: str, person: PersonNamed, care: Care, ines: User) -> None:
    with pytest.raises(Refused):
        hand_over(care=care, to=person(name), by=ines)


@pytest.mark.parametrize(
    "licence",
    [
        {"licence_number": ""},
        {"licence_expires_on": None},
        {"licence_expires_on": date(2020, 1, 1)},
    ],
)
def test_only_to_one_whose_licence_holds(
    licence: dict[str, object], care: Care, nadia: User, ines: User
) -> None:
    TherapistProfile.objects.filter(user=nadia).update(**licence)
    with pytest.raises(Refused, match="no licence on file that holds"):
        hand_over(care=care, to=nadia, by=ines)
    care.refresh_from_db()
    assert care.is_open


@pytest.mark.parametrize("days", [0, 30])
def test_a_licence_holds_to_its_last_day(days: int, care: Care, nadia: User, ines: User) -> None:
    last_day = timezone.localdate() + timedelta(days=days)
    TherapistProfile.objects.filter(user=nadia).update(licence_expires_on=last_day)
    assert hand_over(care=care, to=nadia, by=ines).therapist == nadia


def test_not_to_somebody_who_is_suspended(care: Care, nadia: User, ines: User) -> None:
    suspend(actor=ines, user=nadia, reason="A complaint", at=timezone.now())
    with pytest.raises(Refused, match="who works at the practice"):
        hand_over(care=care, to=nadia, by=ines)
    care.refresh_from_db()
    assert care.is_open
