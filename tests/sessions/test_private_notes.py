"""Psychotherapy notes: their author's alone."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.actions import hand_over
from people.models import Care, User
from people.trail import about_care_of
from privacy.models import AuditEntry
from sessions.actions.drafts import Saving
from sessions.actions.private_notes import keep_private_note
from sessions.actions.set_aside import bring_in
from sessions.drafting import Verdict
from sessions.models import PsychotherapyNote, SetAside
from tests.sessions.writing import SECRET, Window


def keep(
    actor: User, care: Care, text: str, *, key: UUID | None = None, window: Window | None = None
) -> Saving[PsychotherapyNote]:
    return keep_private_note(
        actor=actor,
        care=care,
        key=key or uuid4(),
        text=text,
        stamp=(window or Window()).stamp(),
        at=timezone.now(),
    )


def test_it_is_kept_and_goes_on(care: Care, tariq: User) -> None:
    key, window = uuid4(), Window()
    keep(tariq, care, "first", key=key, window=window)
    keep(tariq, care, "first thought", key=key, window=window)
    note = PsychotherapyNote.objects.by(tariq).get()
    assert (note.pk, note.text, note.revision) == (key, "first thought", 2)


def test_an_empty_page_begins_none(care: Care, tariq: User) -> None:
    keep(tariq, care, "  ")
    assert not PsychotherapyNote.objects.exists()


def test_two_windows_lose_nothing(care: Care, tariq: User) -> None:
    key = uuid4()
    keep(tariq, care, "newer", key=key)
    assert keep(tariq, care, "older", key=key).verdict is Verdict.ELSEWHERE
    bring_in(actor=tariq, aside=SetAside.objects.get(), at=timezone.now())
    assert PsychotherapyNote.objects.get().text == "newer\n\nolder"
    seen = about_care_of(care.patient, all_deeds=True)
    assert not seen.exists(), "that there is such a note is nobody else's to know"


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory", "alice"])
def test_nobody_else_keeps_one(name: str, care: Care, request: pytest.FixtureRequest) -> None:
    with pytest.raises((Http404, PermissionDenied)):
        keep(request.getfixturevalue(name), care, "not mine")
    assert not PsychotherapyNote.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_key_of_somebody_elses_is_not_found(
    care: Care, nadias_care: Care, tariq: User, nadia: User
) -> None:
    note = keep(tariq, care, "mine").draft
    with pytest.raises(Http404):
        keep(nadia, nadias_care, "overwritten", key=note.pk)
    assert PsychotherapyNote.objects.get().text == "mine"


def test_a_therapist_who_takes_over_sees_none(
    care: Care,
    tariq: User,
    nadia: User,
    ines: User,
    client_for: Callable[[User | None], Client],
) -> None:
    note = keep(tariq, care, SECRET).draft
    successor = hand_over(care=care, to=nadia, by=ines)
    own = reverse("sessions:reflections", args=[successor.pk])
    assert SECRET not in client_for(nadia).get(own).content.decode()
    for address in (
        reverse("sessions:reflections", args=[care.pk]),
        reverse("sessions:reflection", args=[care.pk, note.pk]),
        reverse("sessions:reflection", args=[successor.pk, note.pk]),
    ):
        assert client_for(nadia).get(address).status_code == 404
    kept = client_for(tariq).get(reverse("sessions:reflections", args=[care.pk]))
    assert SECRET in kept.content.decode()


def test_reading_is_written_down(
    care: Care, tariq: User, client_for: Callable[[User | None], Client]
) -> None:
    client_for(tariq).get(reverse("sessions:reflections", args=[care.pk]))
    assert AuditEntry.objects.filter(verb="private_note.read", actor_id=tariq.pk).exists()


def test_the_page_says_what_does_not_belong(
    care: Care, tariq: User, client_for: Callable[[User | None], Client]
) -> None:
    page = client_for(tariq).get(reverse("sessions:reflections", args=[care.pk]))
    assert "They must not hold" in page.content.decode()
