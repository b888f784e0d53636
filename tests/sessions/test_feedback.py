"""Session feedback: once, changeable for a day, any part may be left out, nobody insists."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.home.came_back import PEOPLE_SHOWN
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions.actions.feedback import give_feedback, skip_feedback
from sessions.feedback_trend import Ratings
from sessions.models import SessionFeedback
from sessions.writing import awaiting_feedback
from tests.conftest import make_patient, open_active_care
from tests.scheduling.world import make_appointment
from tests.sessions.writing import SECRET, attend, hold_session

ClientFor = Callable[[User | None], Client]
NOTHING = Ratings(None, None, None, None)
STRANGERS = ["nadia", "bruno", "ines", "mallory", "tariq"]


def give(
    meeting: Appointment,
    ratings: Ratings = Ratings(8, 7, 9, 8),  # noqa: B008 (frozen)
    *,
    actor: User | None = None,
    comment: str = "",
    at: datetime | None = None,
) -> SessionFeedback:
    return give_feedback(
        actor=actor or meeting.patient,
        appointment=meeting,
        ratings=ratings,
        comment=comment,
        at=at or timezone.now(),
    )


def test_it_is_kept(held: Appointment) -> None:
    given = give(held, comment=f" {SECRET} ")
    assert (given.ratings, given.comment) == (Ratings(8, 7, 9, 8), SECRET)
    assert given.is_given
    assert AuditEntry.objects.get().verb == "feedback.give"


def test_any_part_may_be_left_out_but_not_all(held: Appointment) -> None:
    assert give(held, Ratings(None, 6, None, None)).ratings.mean == 6
    assert give(held, NOTHING, comment="Too fast.").ratings.mean is None
    with pytest.raises(Refused, match="skip"):
        give(held, NOTHING)
    assert SessionFeedback.objects.get().comment == "Too fast."


def test_it_can_be_changed_for_a_day(held: Appointment) -> None:
    first = timezone.now()
    give(held, at=first)
    changed = give(held, Ratings(3, 3, 3, 3), at=first + timedelta(hours=23))
    assert (changed.given_at, changed.ratings.mean) == (first, 3)
    with pytest.raises(Refused, match="a day"):
        give(held, Ratings(1, 1, 1, 1), at=first + timedelta(hours=24))
    assert SessionFeedback.objects.get().ratings.mean == 3
    verbs = AuditEntry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["feedback.give", "feedback.change"]


def test_before_the_end_there_is_nothing_to_say(care: Care) -> None:
    ahead = make_appointment(care, timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="over"):
        give(ahead)
    with pytest.raises(Refused, match="over"):
        skip_feedback(actor=ahead.patient, appointment=ahead, at=timezone.now())
    assert not SessionFeedback.objects.exists()


def test_a_session_that_was_ended_early_is_over(appointment: Appointment) -> None:
    from sessions.actions.opening import session_of
    from sessions.models import SessionEnd

    SessionEnd.objects.create(
        session=session_of(appointment), by=appointment.therapist, at=timezone.now()
    )
    assert give(appointment).is_given


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_gives_or_skips(
    name: str, held: Appointment, request: pytest.FixtureRequest
) -> None:
    stranger = request.getfixturevalue(name)
    with pytest.raises((Http404, PermissionDenied)):
        give(held, actor=stranger)
    with pytest.raises((Http404, PermissionDenied)):
        skip_feedback(actor=stranger, appointment=held, at=timezone.now())
    assert not SessionFeedback.objects.exists()
    assert not AuditEntry.objects.exists()


def test_skipping_ends_the_asking_but_not_the_chance(held: Appointment, alice: User) -> None:
    assert [s.appointment for s in awaiting_feedback(alice, at=timezone.now())] == [held]
    skip_feedback(actor=alice, appointment=held, at=timezone.now())
    assert not awaiting_feedback(alice, at=timezone.now())
    assert not SessionFeedback.objects.given()
    assert give(held).is_given


def test_a_home_stops_asking_after_a_week(care: Care, alice: User) -> None:
    hold_session(care, ago=timedelta(days=8))
    attend(make_appointment(care, timezone.now() - timedelta(minutes=5)))
    assert not awaiting_feedback(alice, at=timezone.now())


def test_what_came_back_is_the_therapists_own_patients(
    held: Appointment, nadias_care: Care, tariq: User, nadia: User
) -> None:
    theirs = give(held)
    give(hold_session(nadias_care))
    yesterday = timezone.now() - timedelta(days=1)
    assert list(SessionFeedback.objects.recent_for(tariq, since=yesterday)) == [theirs]
    assert not SessionFeedback.objects.recent_for(tariq, since=timezone.now())


def test_a_falling_line_is_marked_however_many_gave_something_since(
    care: Care, held: Appointment, client_for: ClientFor
) -> None:
    give(hold_session(care, ago=timedelta(days=7)), Ratings(9, 9, 9, 9))
    give(held, Ratings(3, 3, 3, 3))
    for n in range(PEOPLE_SHOWN):
        other = open_active_care(make_patient(f"p{n}@example.com", f"P{n}"), held.therapist)
        give(hold_session(other, ago=timedelta(hours=3 + n)))
    today = client_for(held.therapist).get("/home/").content.decode()
    assert today.count("worth a look") == 1


def test_a_falling_line_is_shown_to_the_therapist_alone(
    care: Care, held: Appointment, client_for: ClientFor
) -> None:
    for days, value in ((21, 9), (14, 9)):
        give(hold_session(care, ago=timedelta(days=days)), Ratings(value, value, value, value))
    give(held, Ratings(8, 8, 3, 8), comment=SECRET)
    assert SessionFeedback.objects.trend_of(care) is not None
    address = reverse("sessions:feedback", args=[held.pk])
    to_therapist = client_for(held.therapist).get(address).content.decode()
    assert "Worth a look" in to_therapist
    assert "not a verdict" in to_therapist
    assert SECRET in to_therapist
    assert to_therapist.count("not a validated scale") == 1
    assert "worth a look" in client_for(held.therapist).get("/home/").content.decode()
    other = open_active_care(make_patient("aaron@example.com", "Aaron First"), held.therapist)
    patients = client_for(held.therapist).get("/patients/").content.decode()
    assert "feedback: worth a look" in patients
    assert patients.index(held.patient.full_name) < patients.index(other.patient.full_name)
    assert "Worth a look" not in client_for(held.patient).get(address).content.decode()


def test_the_page_gives_back_what_was_typed(held: Appointment, client_for: ClientFor) -> None:
    client = client_for(held.patient)
    address = reverse("sessions:feedback", args=[held.pk])
    response = client.post(address, {"heard": "11", "comment": SECRET})
    assert response.status_code == 422
    assert SECRET in response.content.decode()
    assert not SessionFeedback.objects.exists()


def test_the_page_says_what_the_questions_are(held: Appointment, client_for: ClientFor) -> None:
    page = client_for(held.patient).get(reverse("sessions:feedback", args=[held.pk]))
    assert "not a validated scale" in page.content.decode()
    assert "0: not at all" in page.content.decode()
    assert "10: completely" in page.content.decode()


def test_answering_changing_and_skipping_by_hand(held: Appointment, client_for: ClientFor) -> None:
    client = client_for(held.patient)
    address = reverse("sessions:feedback", args=[held.pk])
    skipped = client.post(reverse("sessions:skip_feedback", args=[held.pk]))
    assert skipped["Location"] == reverse("home:home")
    assert client.post(address, {"heard": "8", "overall": "7"}).status_code == 302
    shown = client.get(address).content.decode()
    assert "Change my answers" in shown
    assert "left out" in shown
    client.post(address, {"heard": "9", "overall": ""})
    assert SessionFeedback.objects.get().ratings == Ratings(9, None, None, None)
