"""Homework beside a session: what came of it, giving something, taking it back."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.urls import reverse

from people.actions import end_care
from people.models import Care, EndReason, User
from people.templatetags.attune import day
from resources.actions import assign, finish
from resources.models import Homework, LibraryItem

ClientFor = Callable[[User | None], Client]
HTMX = {"HX-Request": "true"}


def panel(care: Care) -> str:
    return reverse("resources:panel", kwargs={"care": care.pk})


def test_giving_something_without_leaving(
    care: Care, record: LibraryItem, client_for: ClientFor
) -> None:
    client = client_for(care.therapist)
    page = client.post(panel(care), {"item": record.slug}, headers=HTMX).content.decode()
    assert "is now with Alice" in page
    assert "not begun" in page
    assert Homework.objects.get().item == record


def test_without_a_title_the_form_says_so_and_nothing_is_given(
    care: Care, client_for: ClientFor
) -> None:
    page = client_for(care.therapist).post(panel(care), {"title": " "}, headers=HTMX)
    assert "Give it a title" in page.content.decode()
    assert not Homework.objects.exists()


def test_what_was_done_is_told_and_the_rest_can_be_taken_back(
    care: Care, now: datetime, client_for: ClientFor
) -> None:
    done = assign(actor=care.therapist, care=care, title="A walk", at=now)
    finish(actor=care.patient, homework=done, answers={}, share=False, at=now)
    waiting = assign(actor=care.therapist, care=care, title="A letter", at=now)
    client = client_for(care.therapist)
    page = client.get(panel(care)).content.decode()
    assert f"done {day(now, 'inline')}" in page
    assert "kept private" in page
    back = client.post(reverse("resources:withdraw", args=[waiting.pk]), headers=HTMX)
    assert "Taken back: “A letter”" in back.content.decode()
    assert "A walk" in back.content.decode()


def test_after_the_end_it_is_there_to_read(care: Care, client_for: ClientFor) -> None:
    end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)
    client = client_for(care.therapist)
    assert "Give this homework" not in client.get(panel(care)).content.decode()
    assert client.post(panel(care), {"title": "A walk"}).status_code == 403
