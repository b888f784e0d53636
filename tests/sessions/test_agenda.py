"""The agenda: a list that is changed without losing anything, and the therapist's alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from people.errors import Refused
from people.models import Care, User
from people.trail import about_care_of
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions import agenda
from sessions.actions.agenda import change_agenda, change_usual_agenda, points_of, usual_points
from sessions.agenda import (
    MOST_POINTS,
    Add,
    Change,
    Move,
    NoSuchPoint,
    Occasion,
    Points,
    PutBack,
    Reword,
    TakeOff,
    Tick,
)
from sessions.models import SessionAgenda, UsualAgenda
from tests.scheduling.world import make_appointment, miss
from tests.sessions.writing import SECRET

ClientFor = Callable[[User | None], Client]
NOW = timezone.now()
FIRST = agenda.house_list(Occasion.FIRST)


def keys(points: Points) -> list[str]:
    return [point.key for point in agenda.on_list(points)]


def after(points: Points, *changes: Change) -> Points:
    for change in changes:
        points = agenda.changed(points, change, at=NOW)
    return points


def test_the_houses_lists_fill_a_session_and_say_what_the_field_says() -> None:
    assert keys(FIRST) == ["frame", "brings", "story", "goals", "tools", "summary"]
    for occasion in Occasion:
        points = agenda.house_list(occasion)
        assert sum(point.minutes or 0 for point in points) == 50
        assert all(point.prompt_lines for point in points)


def test_ticking_moves_on_to_the_next_and_can_be_taken_back() -> None:
    points = after(FIRST, Tick("frame", True))
    assert agenda.next_point(points) == points[1]
    assert after(points, Tick("frame", False)) == FIRST


def test_moving_steps_over_what_is_off_and_stops_at_the_ends() -> None:
    points = after(FIRST, TakeOff("brings"), Move("story", "earlier"))
    assert keys(points)[:3] == ["story", "frame", "goals"]
    assert after(points, Move("story", "earlier")) == points
    assert keys(after(points, Move("summary", "later"))) == keys(points)


def test_what_is_taken_off_comes_back_to_its_place() -> None:
    points = after(FIRST, TakeOff("brings"))
    assert "brings" not in keys(points)
    assert after(points, PutBack("brings")) == FIRST


def test_a_blank_title_keeps_the_words_there_were() -> None:
    points = after(FIRST, Reword("frame", "  ", 4, "one\n\n two "))
    assert (points[0].title, points[0].minutes) == (FIRST[0].title, 4)
    assert points[0].prompt_lines == ["one", "two"]


CHANGES = st.one_of(
    st.builds(Tick, st.sampled_from(keys(FIRST)), st.booleans()),
    st.builds(Move, st.sampled_from(keys(FIRST)), st.sampled_from(["earlier", "later"])),
    st.builds(TakeOff, st.sampled_from(keys(FIRST))),
    st.builds(PutBack, st.sampled_from(keys(FIRST))),
)


@given(st.lists(CHANGES, max_size=30))
def test_no_order_of_changes_loses_a_point_or_its_words(changes: list[Change]) -> None:
    points = after(FIRST, *changes)
    assert {(p.key, p.title, p.prompts) for p in points} == {
        (p.key, p.title, p.prompts) for p in FIRST
    }
    assert agenda.read(agenda.told(points)) == points


def test_a_point_that_is_gone_is_told() -> None:
    with pytest.raises(NoSuchPoint):
        after(FIRST, Tick("nowhere", True))


def test_the_first_session_begins_with_another_list_than_the_second(
    appointment: Appointment, care: Care
) -> None:
    second = make_appointment(care, appointment.starts_at + timedelta(days=7))
    assert keys(points_of(appointment)) == keys(FIRST)
    assert keys(points_of(second)) == keys(agenda.house_list(Occasion.LATER))


def test_after_a_missed_session_the_two_still_meet_for_the_first_time(
    appointment: Appointment, care: Care
) -> None:
    second = make_appointment(care, appointment.starts_at + timedelta(days=7))
    miss(appointment)
    assert keys(points_of(second)) == keys(FIRST)


def test_a_change_is_kept_encrypted_audited_and_in_this_session_only(
    appointment: Appointment, care: Care
) -> None:
    second = make_appointment(care, appointment.starts_at + timedelta(days=7))
    change_agenda(
        actor=care.therapist, appointment=appointment, changes=[Add(SECRET)], at=timezone.now()
    )
    assert agenda.on_list(points_of(appointment))[-1].title == SECRET
    assert SECRET not in [point.title for point in points_of(second)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kept FROM {SessionAgenda._meta.db_table}")
        assert "lighthouse" not in cursor.fetchone()[0]
    entry = AuditEntry.objects.get(verb="agenda.change")
    assert entry.actor == care.therapist
    assert "lighthouse" not in str(entry.detail)
    assert not about_care_of(care.patient, all_deeds=True).filter(verb=entry.verb).exists()


def test_a_usual_list_is_where_the_next_sessions_begin(
    appointment: Appointment, care: Care
) -> None:
    tariq, now = care.therapist, timezone.now()
    change_agenda(actor=tariq, appointment=appointment, changes=[Tick("frame", True)], at=now)
    change_usual_agenda(actor=tariq, occasion=Occasion.FIRST, changes=[TakeOff("tools")], at=now)
    assert "tools" in keys(points_of(appointment)), "a list that was begun keeps what it has"
    SessionAgenda.objects.all().delete()
    assert "tools" not in keys(points_of(appointment))
    assert UsualAgenda.objects.get().therapist == tariq


def test_a_full_list_refuses_and_leaves_no_trace(appointment: Appointment, care: Care) -> None:
    too_many = [Add(f"point {n}") for n in range(MOST_POINTS)]
    with pytest.raises(Refused):
        change_agenda(
            actor=care.therapist, appointment=appointment, changes=too_many, at=timezone.now()
        )
    assert not SessionAgenda.objects.exists()
    assert not AuditEntry.objects.filter(verb="agenda.change").exists()


def test_one_therapists_usual_list_is_not_anothers(tariq: User, nadia: User) -> None:
    change_usual_agenda(
        actor=tariq, occasion=Occasion.LATER, changes=[Add("Breathe")], at=timezone.now()
    )
    assert usual_points(nadia, Occasion.LATER) == agenda.house_list(Occasion.LATER)


def press(client: Client, meeting: Appointment, **fields: str) -> str:
    response = client.post(
        reverse("sessions:agenda", args=[meeting.pk]), fields, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200 or "refusal" in response.context
    return response.content.decode()


def test_pressing_through_the_list(appointment: Appointment, client_for: ClientFor) -> None:
    client = client_for(appointment.therapist)
    page = press(client, appointment, change="tick", key="frame", done="on")
    assert "Saved at" in page
    typed = {"key": "story", "title": "Their story", "minutes": "10", "prompts": "Sleep"}
    page = press(client, appointment, change="earlier", **typed)
    points = points_of(appointment)
    assert keys(points)[1] == "story"
    assert points[1].title == "Their story", "words typed just before are not lost"
    assert 'id="more-story" open' in page
    page = press(client, appointment, change="reword", **(typed | {"title": "The story"}))
    assert "The story" in page
    assert "<ol" not in page, "the caret must stay where it is"
    page = press(client, appointment, change="add", title=" ")
    assert "Write a few words" in page


def test_without_a_script_a_press_returns_to_the_page(
    appointment: Appointment, client_for: ClientFor
) -> None:
    client = client_for(appointment.therapist)
    url = reverse("sessions:usual_agenda", args=["first"])
    assert client.post(url, {"change": "take-off", "key": "tools"})["Location"] == url
    assert "Taken off: Something to take home" in client.get(url).content.decode()
    assert client.get(reverse("sessions:usual_agenda", args=["never"])).status_code == 404
