"""Suspending somebody, and parting with a therapist without orphaning anybody."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.actions import deliver_due
from people import actions
from people.errors import Refused
from people.models import Care, EndReason, Role, Suspension, TherapistProfile, User
from people.signals import person_suspended
from privacy.models import AuditEntry
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.scheduling.world import make_appointment

ClientFor = Callable[[User | None], Client]
NOW = timezone.now()


def suspend(user: User, by: User) -> None:
    actions.suspend(actor=by, user=user, reason="A complaint is being looked into", at=NOW)


def test_a_suspension_ends_every_session_at_once(
    tariq: User, alice: User, ines: User, client_for: ClientFor
) -> None:
    phone, laptop, other = client_for(tariq), client_for(tariq), client_for(alice)
    heard = Mock()
    person_suspended.connect(heard)
    try:
        suspend(tariq, ines)
    finally:
        person_suspended.disconnect(heard)

    assert phone.get("/me/").status_code == 302
    assert laptop.get("/me/").status_code == 302
    assert other.get("/me/").status_code == 200, "nobody else is signed out"
    assert heard.call_args.kwargs["user"] == tariq
    assert Session.objects.count() == 1


def test_a_suspended_person_cannot_sign_in_until_it_ends(tariq: User, ines: User) -> None:
    suspend(tariq, ines)
    assert not User.objects.get(pk=tariq.pk).is_active
    actions.reinstate(actor=ines, user=tariq, at=NOW)
    assert User.objects.get(pk=tariq.pk).is_active
    lifted = Suspension.objects.get()
    assert (lifted.lifted_by, lifted.reason) == (ines, "A complaint is being looked into")


def test_of_two_admins_who_suspend_each_other_one_is_left(ines: User) -> None:
    other = User.objects.create_user("o@example.com", None, full_name="Olga", role=Role.ADMIN)
    as_she_was = User.objects.get(pk=other.pk)
    suspend(other, ines)
    with pytest.raises(Http404):
        suspend(ines, as_she_was)
    assert User.objects.get(pk=ines.pk).is_active


def test_a_suspended_therapist_is_not_listed(tariq: User, ines: User) -> None:
    suspend(tariq, ines)
    assert not TherapistProfile.objects.listed(on=timezone.localdate()).filter(user=tariq).exists()


def test_nobody_suspends_themselves_or_twice(tariq: User, ines: User) -> None:
    with pytest.raises(Refused, match="yourself"):
        suspend(ines, ines)
    suspend(tariq, ines)
    with pytest.raises(Refused):
        suspend(tariq, ines)
    with pytest.raises(Refused, match="not suspended"):
        actions.reinstate(actor=ines, user=ines, at=NOW)


@pytest.mark.parametrize("name", ["alice", "nadia", "mallory"])
def test_only_admins(name: str, care: Care, tariq: User, request: pytest.FixtureRequest) -> None:
    other = request.getfixturevalue(name)
    before = AuditEntry.objects.count()
    for attempt in (
        lambda: suspend(tariq, other),
        lambda: actions.reinstate(actor=other, user=tariq, at=NOW),
        lambda: actions.part_with(actor=other, therapist=tariq, handover={}, at=NOW),
    ):
        with pytest.raises(Http404):
            attempt()
    tariq.refresh_from_db()
    assert tariq.is_active
    assert AuditEntry.objects.count() == before


def test_nobody_is_orphaned(care: Care, tariq: User, nadia: User, ines: User) -> None:
    """One of two decided is not enough, and nothing has happened then."""
    second = open_active_care(make_patient("carla@example.com", "Carla Reis"), tariq)
    with pytest.raises(Refused, match="One patient has no decision yet"):
        actions.part_with(actor=ines, therapist=tariq, handover={care.pk: nadia}, at=NOW)
    for one in (care, second):
        one.refresh_from_db()
        assert one.is_open
    assert not Care.objects.filter(therapist=nadia).exists()
    tariq.refresh_from_db()
    assert tariq.is_active


def test_parting_hands_over_or_closes_each(
    care: Care, alice: User, tariq: User, nadia: User, ines: User, client_for: ClientFor
) -> None:
    carla = make_patient("carla@example.com", "Carla Reis")
    second = open_active_care(carla, tariq)
    tariqs = client_for(tariq)

    actions.part_with(
        actor=ines, therapist=tariq, handover={care.pk: nadia, second.pk: None}, at=NOW
    )

    assert Care.objects.open().get(patient=alice).therapist == nadia
    second.refresh_from_db()
    assert (second.is_open, second.end_reason) == (False, EndReason.THERAPIST_LEFT)
    profile = TherapistProfile.objects.get(user=tariq)
    assert profile.left_at == NOW
    tariq.refresh_from_db()
    assert not tariq.is_active
    assert tariqs.get("/me/").status_code == 302

    deliver_due(at=timezone.now())
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters.keys() == {alice.email, carla.email, nadia.email}
    assert "Nadia Novak" in letters[alice.email].body
    assert "has left the practice" in letters[carla.email].body
    for letter in mail.outbox:
        for word in ("therapy", "patient", "psycho", "clinic", "session", "treatment"):
            assert word not in f"{letter.subject} {letter.body}".lower().replace(
                "your patients", ""
            )


def test_parting_twice_is_refused(tariq: User, ines: User) -> None:
    actions.part_with(actor=ines, therapist=tariq, handover={}, at=NOW)
    with pytest.raises(Refused, match="left the practice already"):
        actions.part_with(actor=ines, therapist=tariq, handover={}, at=NOW)
    with pytest.raises(Refused, match="have left"):
        actions.reinstate(actor=ines, user=tariq, at=NOW)


def test_a_refusal_in_the_middle_undoes_everything(
    care: Care, alice: User, tariq: User, nadia: User, ines: User
) -> None:
    """Alice already sees Nadia too, so she can't be handed over; Carla isn't moved either."""
    open_active_care(alice, nadia)
    second = open_active_care(make_patient("carla@example.com", "Carla Reis"), tariq)
    with pytest.raises(Refused, match="already cares for Alice"):
        actions.part_with(
            actor=ines, therapist=tariq, handover={care.pk: nadia, second.pk: nadia}, at=NOW
        )
    second.refresh_from_db()
    assert second.is_open
    assert mail.outbox == []


def test_the_page_asks_for_each_patient_and_gives_choices_back(
    care: Care, tariq: User, nadia: User, ines: User, client_for: ClientFor
) -> None:
    second = open_active_care(make_patient("carla@example.com", "Carla Reis"), tariq)
    client = client_for(ines)
    address = reverse("people:part", args=[tariq.pk])
    page = client.post(address, {str(care.pk): str(nadia.pk)}).content.decode()
    assert "When Tariq" in page
    assert "Decide what becomes of Carla Reis’s care." in page
    assert f'<option value="{nadia.pk}" selected>' in page
    done = client.post(address, {str(care.pk): str(nadia.pk), str(second.pk): "close"})
    assert done.status_code == 302
    assert not Care.objects.open().filter(therapist=tariq).exists()


def test_a_suspended_therapist_with_patients_is_shown_as_waiting(
    care: Care, tariq: User, ines: User, client_for: ClientFor
) -> None:
    suspend(tariq, ines)
    page = client_for(ines).get(reverse("people:clinician", args=[tariq.pk])).content.decode()
    assert "One patient is waiting for a decision" in page
    assert "Alice Moreau" in page


def test_the_reason_is_for_the_practice_alone(tariq: User, ines: User) -> None:
    suspend(tariq, ines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM people_suspension")
        assert "complaint" not in cursor.fetchone()[0]


def test_only_colleagues_who_can_care_are_offered_with_whether_they_have_room(
    care: Care, tariq: User, nadia: User, ines: User, client_for: ClientFor
) -> None:
    def therapist(number: int) -> User:
        address, slug = f"t{number}@example.com", f"t-{number}"
        return make_therapist(address, f"Therapist {number}", slug=slug, zone="UTC", needs=[])

    full, expired, suspended, nameless = map(therapist, range(4))
    TherapistProfile.objects.filter(user=full).update(accepting_new_patients=False)
    TherapistProfile.objects.filter(user=expired).update(licence_expires_on="2020-01-01")
    TherapistProfile.objects.filter(user=nameless).update(licence_number="")
    suspend(suspended, ines)
    client = client_for(ines)
    page = client.get(reverse("people:part", args=[tariq.pk])).content.decode()
    assert "hand over to Nadia Novak (takes new patients)" in page
    assert "hand over to Therapist 0 (takes nobody new now)" in page
    for left_out in (tariq, expired, suspended, nameless):
        assert f"hand over to {left_out.full_name}" not in page
    refused = client.post(
        reverse("people:part", args=[tariq.pk]), {str(care.pk): str(expired.pk)}
    ).content.decode()
    assert "Select a valid choice" in refused
    care.refresh_from_db()
    assert care.is_open


def test_suspending_says_whom_it_leaves_waiting(
    care: Care, tariq: User, ines: User, client_for: ClientFor
) -> None:
    for days in (-3, 3, 10):
        make_appointment(care, NOW + timedelta(days=days))
    client = client_for(ines)
    address = reverse("people:clinician", args=[tariq.pk])
    waiting = "One patient, 2 coming sessions. They are not told automatically"
    before = client.get(address).content.decode()
    assert waiting in before
    booking = reverse("scheduling:book_for")
    assert booking in before
    suspend(tariq, ines)
    after = client.get(address).content.decode()
    assert "One patient is waiting for a decision" in after
    assert "One patient, 2" not in after, "they are counted once"
    assert booking not in after, "nothing is free there"
    assert "get in touch with them. 2 sessions are coming." in after
