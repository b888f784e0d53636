"""The story so far, beside the picture."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.actions import complete_response, save_answers
from people.actions import hand_over
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from tests.scheduling.world import make_appointment
from tests.sessions.writing import SECRET, Window, hold_session, sent_summary, signed_note

ClientFor = Callable[[User | None], Client]
OPTIONS = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]


def answer_gad(care: Care, weights: list[int], *, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    given = {f"gad7-{n}": [OPTIONS[weight]] for n, weight in enumerate(weights, start=1)}
    save_answers(
        actor=care.patient,
        care=care,
        instrument="gad-7",
        submitted=given,
        asked=list(given),
        at=at,
    )
    complete_response(actor=care.patient, care=care, instrument="gad-7", at=at)


def look(client: Client, meeting: Appointment) -> str:
    return client.get(reverse("sessions:story", args=[meeting.pk])).content.decode()


def test_summary_notes_scores_and_history_stand_together(
    appointment: Appointment, care: Care, client_for: ClientFor
) -> None:
    earlier = hold_session(care, ago=timedelta(days=7))
    sent_summary(earlier, "We spoke about mornings.")
    signed_note(earlier)
    answer_gad(care, [3, 3, 3, 2, 1, 1, 1], days_ago=21)
    answer_gad(care, [1, 1, 1, 1, 0, 0, 0], days_ago=2)
    save_answers(
        actor=care.patient,
        care=care,
        instrument="history",
        submitted={"hopes-now": ["I wake at four."]},
        asked=["hopes-now"],
        at=timezone.now(),
    )
    page = look(client_for(care.therapist), appointment)
    for told in (
        "We spoke about mornings.",
        "<strong>4</strong>",
        "\N{MINUS SIGN}10 since the first time",
        "reliably lighter",
        "I wake at four.",
        "not finished yet",
    ):
        assert told in page
    assert SECRET not in page, "a note is read on its own page"
    verbs = set(AuditEntry.objects.filter(actor=care.therapist).values_list("verb", flat=True))
    assert {"answers.read", "summary.read"} <= verbs


def test_before_a_first_session_it_says_what_to_do(
    appointment: Appointment, client_for: ClientFor
) -> None:
    page = look(client_for(appointment.therapist), appointment)
    assert "has not told anything beforehand" in page
    assert not AuditEntry.objects.filter(verb="summary.read").exists(), "there was none to read"


def test_the_summary_of_this_session_is_not_the_last_one(
    appointment: Appointment, care: Care, client_for: ClientFor
) -> None:
    sent_summary(appointment, "Of today.")
    Window().write(appointment, text="so far")
    page = look(client_for(care.therapist), appointment)
    assert "Of today." not in page
    assert "draft" in page


def test_after_a_hand_over_the_story_told_before_is_there(
    care: Care, nadia: User, ines: User, client_for: ClientFor
) -> None:
    told = {"hopes-now": ["I wake at four."]}
    now = timezone.now()
    save_answers(
        actor=care.patient,
        care=care,
        instrument="history",
        submitted=told,
        asked=list(told),
        at=now,
    )
    complete_response(actor=care.patient, care=care, instrument="history", at=now)
    answer_gad(care, [3, 3, 3, 2, 1, 1, 1], days_ago=21)
    successor = hand_over(care=care, to=nadia, by=ines)
    page = look(client_for(nadia), make_appointment(successor, now + timedelta(days=1)))
    assert "I wake at four." in page
    assert "with Tariq Haddad, before the care was handed over" in page
    assert reverse("home:patient", args=[care.pk]) in page
    assert "since the first time" not in page, "measures begin anew"
    read = AuditEntry.objects.filter(verb="answers.read", actor=nadia)
    assert {entry.care_key for entry in read} == {str(care.pk), str(successor.pk)}
