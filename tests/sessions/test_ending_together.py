"""Closing a session together: summary, homework, next time, each of them optional."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.errors import Refused
from people.models import User
from privacy.models import AuditEntry
from resources.actions import assign
from scheduling.actions import cancel
from scheduling.models import Appointment, Audience, CancelReason
from sessions.actions import end_session, session_of
from sessions.actions.next_time import agree_next_time, book_next_time
from sessions.models import NextTime, Summary, SummaryVersion
from sessions.next_times import next_service, next_times
from tests.scheduling.world import make_appointment, work_daily
from tests.sessions.writing import Window

ClientFor = Callable[[User | None], Client]
SENDING = {"do": "send", "turn": "1000000"}


@pytest.fixture
def following(appointment: Appointment) -> Appointment:
    """The same hour next week."""
    return make_appointment(appointment.care, appointment.starts_at + timedelta(days=7))


def press(client: Client, meeting: Appointment, **fields: str) -> str:
    response = client.post(
        reverse("sessions:ending", args=[meeting.pk]), fields, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    return response.content.decode()


def test_agreeing_is_kept_with_who_and_when(
    appointment: Appointment, following: Appointment
) -> None:
    agreed = agree_next_time(
        actor=appointment.therapist, meeting=appointment, following=following, at=timezone.now()
    )
    assert (agreed.appointment, agreed.agreed_by) == (following, appointment.therapist)
    assert AuditEntry.objects.filter(verb="session.agree_next").count() == 1


def test_only_their_therapist_agrees_and_only_on_what_lies_ahead(
    appointment: Appointment, following: Appointment, nadias_appointment: Appointment, nadia: User
) -> None:
    now = timezone.now()
    with pytest.raises(Http404):
        agree_next_time(actor=nadia, meeting=appointment, following=following, at=now)
    for other in (nadias_appointment, appointment):
        with pytest.raises(Refused):
            agree_next_time(
                actor=appointment.therapist, meeting=appointment, following=other, at=now
            )
    assert not NextTime.objects.exists()


def test_a_summary_is_sent_as_it_stands_in_the_field(
    appointment: Appointment, client_for: ClientFor
) -> None:
    client, window = client_for(appointment.therapist), Window()
    fields = dict(window.fields(text="You named the mornings."))
    page = press(client, appointment, **(fields | SENDING))
    assert "Sent at" in page
    assert SummaryVersion.objects.get().text == "You named the mornings."
    late = dict(window.fields(text="You named"))  # a save that was still on its way
    client.post(
        reverse("sessions:summary", args=[appointment.pk]),
        late,
        headers={"X-Requested-With": "autosave"},
    )
    assert Summary.objects.get().text == "You named the mornings."


def test_an_empty_summary_is_not_sent_and_another_windows_words_are_not_overwritten(
    appointment: Appointment, client_for: ClientFor
) -> None:
    client = client_for(appointment.therapist)
    page = press(client, appointment, **(dict(Window().fields(text=" ")) | SENDING))
    assert "nothing to send" in page
    press(client, appointment, **(dict(Window().fields(text="First.")) | SENDING))
    page = press(client, appointment, **(dict(Window().fields(text="Blind.")) | SENDING))
    assert "Another window" in page
    assert "Blind." in page, "what was typed is not lost"
    assert SummaryVersion.objects.get().text == "First."


def test_the_next_session_is_offered_and_booked_for_both(
    appointment: Appointment, client_for: ClientFor
) -> None:
    work_daily(appointment.therapist)
    service = next_service(appointment)
    assert service is not None
    assert service.audience != Audience.NEW
    offered = next_times(appointment, service, at=timezone.now())
    assert offered
    page = press(
        client_for(appointment.therapist),
        appointment,
        do="book",
        service=str(service.pk),
        starts_at=offered[0].starts_at.isoformat(),
    )
    assert "Booked." in page
    agreed = NextTime.objects.get()
    assert agreed.appointment.starts_at == offered[0].starts_at
    assert agreed.appointment.booked_by == appointment.therapist


def test_a_time_that_is_taken_books_and_agrees_nothing(appointment: Appointment) -> None:
    work_daily(appointment.therapist)
    service = next_service(appointment)
    assert service is not None
    taken = appointment.starts_at + timedelta(days=7)
    make_appointment(appointment.care, taken)
    count = Appointment.objects.count()
    with pytest.raises(Refused):
        book_next_time(
            actor=appointment.therapist,
            meeting=appointment,
            service=service,
            starts_at=taken,
            at=timezone.now(),
        )
    assert Appointment.objects.count() == count
    assert not NextTime.objects.exists()


def test_the_patient_finds_what_was_agreed_afterwards(
    appointment: Appointment, following: Appointment, client_for: ClientFor
) -> None:
    tariq, now = appointment.therapist, timezone.now()
    agree_next_time(actor=tariq, meeting=appointment, following=following, at=now)
    assign(actor=tariq, care=appointment.care, title="A walk before breakfast", at=now)
    end_session(actor=tariq, session=session_of(appointment), at=now)
    alice = client_for(appointment.patient)
    page = alice.get(reverse("sessions:after", args=[appointment.pk])).content.decode()
    assert "Agreed together" in page
    assert "A walk before breakfast" in page
    cancel(
        actor=appointment.patient,
        appointment=following,
        reason=CancelReason.PLANS,
        at=timezone.now(),
    )
    page = alice.get(reverse("sessions:after", args=[appointment.pk])).content.decode()
    assert "Agreed together" not in page


def test_what_was_just_given_is_listed(appointment: Appointment, client_for: ClientFor) -> None:
    client = client_for(appointment.therapist)
    url = reverse("sessions:ending", args=[appointment.pk])
    assert "Nothing was given today." in client.get(url).content.decode()
    given = client.post(
        reverse("resources:panel", args=[appointment.care.pk]),
        {"title": "A letter"},
        headers={"HX-Request": "true"},
    )
    assert given["HX-Trigger"] == "homework-changed"
    assert "A letter" in client.get(url + "?homework").content.decode()


def test_what_was_ended_early_is_over_everywhere(
    client_for: ClientFor, appointment: Appointment, alice: User, tariq: User
) -> None:
    """Though its time isn't."""
    end_session(actor=tariq, session=session_of(appointment), at=timezone.now())
    for person in (alice, tariq):
        page = client_for(person).get(reverse("scheduling:appointment", args=[appointment.pk]))
        assert "past" in page.content.decode()
        assert reverse("sessions:room", args=[appointment.pk]) not in page.content.decode()
    own = client_for(alice).get(reverse("scheduling:appointments")).context
    assert (list(own["upcoming"]), list(own["past"])) == ([], [appointment])
    patient = client_for(tariq).get(reverse("home:patient", args=[appointment.care_id])).context
    assert (patient["next"], patient["held"]) == (None, 1)
