"""The sessions that lie in a time off, and what is done with them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from notices.models import Notice
from people.models import Care, Practice, User
from scheduling import leave
from scheduling.models import Appointment, GroupSession, Service, TimeOff
from scheduling.templatetags.scheduling import instant
from tests.conftest import make_patient, open_active_care
from tests.scheduling.world import local, make_appointment


@pytest.fixture
def page(tariq: User, client_for: Callable[[User | None], Client]) -> Client:
    return client_for(tariq)


@pytest.fixture
def away(open_practice: Practice, tariq: User, usual: Service) -> TimeOff:
    """A week from a Monday, three weeks from now."""
    today = timezone.localdate()
    monday = today + timedelta(days=21 - today.weekday())
    return TimeOff.objects.create(
        therapist=tariq,
        starts_at=local(tariq, monday, 0),
        ends_at=local(tariq, monday + timedelta(days=7), 0),
    )


@pytest.fixture
def session(away: TimeOff, care: Care) -> Appointment:
    """Alice's, on the Wednesday of that week at ten."""
    return make_appointment(care, away.starts_at + timedelta(days=2, hours=10))


def address(off: TimeOff) -> str:
    return f"/hours/time-off/{off.pk}/"


def press_move(session: Appointment, to: datetime) -> dict[str, str]:
    return {"move": f"{session.pk}|{instant(to)}"}


def test_each_session_has_times_before_and_after(session: Appointment, away: TimeOff) -> None:
    (hit,) = leave.hits(away, at=timezone.now())
    assert hit.appointment == session
    assert all(slot.ends_at <= away.starts_at for slot in hit.before)
    assert all(slot.starts_at >= away.ends_at for slot in hit.after)
    assert (len(hit.before), len(hit.after)) == (2, 3)
    assert hit.usual is not None and hit.usual in hit.after
    assert hit.usual.starts_at.astimezone(session.therapist.tz).hour == 10


def test_a_time_at_which_the_patient_is_elsewhere_is_not_shown(
    session: Appointment, away: TimeOff, nadia: User
) -> None:
    (hit,) = leave.hits(away, at=timezone.now())
    elsewhere = open_active_care(session.patient, nadia)
    make_appointment(elsewhere, hit.after[0].starts_at)
    (now,) = leave.hits(away, at=timezone.now())
    assert hit.after[0] not in now.after


def test_many_sessions_cost_as_many_queries_as_one(
    session: Appointment,
    away: TimeOff,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(4):
        patient = make_patient(f"p{number}@example.com", f"Patient {number}")
        starts_at = away.starts_at + timedelta(days=number, hours=14)
        make_appointment(open_active_care(patient, away.therapist), starts_at)
    with django_assert_max_num_queries(10):
        found = leave.hits(away, at=timezone.now())
    assert len(found) == 5
    starts = [hit.appointment.starts_at for hit in found]
    assert starts == sorted(starts)


def test_moving_in_one_press(page: Client, session: Appointment, away: TimeOff) -> None:
    shown = page.get(address(away)).content.decode()
    assert "1 session still lies in your time off." in shown
    (hit,) = leave.hits(away, at=timezone.now())
    to = hit.after[0].starts_at
    assert f'value="{session.pk}|{instant(to)}"' in shown
    answer = page.post(address(away), press_move(session, to), follow=True)
    session.refresh_from_db()
    assert session.starts_at == to
    words = answer.content.decode()
    assert "We have told them." in words
    assert "No session lies in it" in words
    told = Notice.objects.filter(kind="appointment_moved", recipient=session.patient)
    assert told.count() == 1


def test_a_time_that_is_gone_keeps_everything(
    page: Client, session: Appointment, away: TimeOff, nadias_care: Care
) -> None:
    other = make_appointment(
        open_active_care(nadias_care.patient, away.therapist),
        away.starts_at + timedelta(days=3, hours=10),
    )
    (hit, _other) = leave.hits(away, at=timezone.now())
    to = hit.after[0].starts_at
    TimeOff.objects.create(therapist=away.therapist, starts_at=to, ends_at=to + timedelta(hours=1))
    pressed = press_move(session, to) | {f"reason-{other.pk}": "unwell"}
    answer = page.post(address(away), pressed)
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "That time is taken" in words
    assert "2 sessions still lie in your time off." in words
    assert '<option value="unwell" selected>' in words
    before = session.starts_at
    session.refresh_from_db()
    assert session.starts_at == before
    assert not Notice.objects.filter(kind="appointment_moved").exists()


def test_cancelling_needs_a_reason(page: Client, session: Appointment, away: TimeOff) -> None:
    answer = page.post(address(away), {"cancel": str(session.pk)})
    assert answer.status_code == 409
    assert "Say why you cancel" in answer.content.decode()
    typed = {"cancel": str(session.pk), f"reason-{session.pk}": "plans"}
    assert page.post(address(away), typed).status_code == 302
    session.refresh_from_db()
    assert session.cancel_reason == "plans"
    assert Notice.objects.filter(kind="appointment_cancelled", recipient=session.patient).exists()


@pytest.mark.parametrize("pressed", ["", "move", "cancel", "{pk}|never", "{pk}|2030-01-01T10:00"])
def test_nonsense_changes_nothing(
    pressed: str, page: Client, session: Appointment, away: TimeOff
) -> None:
    answer = page.post(address(away), {"move": pressed.format(pk=session.pk)})
    assert answer.status_code == 409
    assert Appointment.objects.live().get() == session


def test_a_group_in_it_is_cancelled_as_a_whole(
    page: Client, session: Appointment, away: TimeOff
) -> None:
    service = Service.objects.create(
        name="Group", minutes=90, seats=6, modality="in-person", audience="existing"
    )
    starts_at = away.starts_at + timedelta(days=3, hours=15)
    group = GroupSession.objects.create(
        therapist=away.therapist,
        service=service,
        starts_at=starts_at,
        ends_at=starts_at + service.length,
        seats=6,
        planned_by=away.therapist,
        planned_at=timezone.now(),
    )
    seat = make_appointment(session.care, starts_at, service=service, minutes=90, group=group)
    words = page.get(address(away)).content.decode()
    assert "2 sessions still lie in your time off." in words  # a group is one, not its seats
    assert "1 seat taken" in words
    assert "2 sessions lie in it" in page.get("/hours/changes/").content.decode()
    assert page.post(address(away), {"cancel": str(group.pk)}).status_code == 409
    typed = {"cancel": str(group.pk), f"reason-{group.pk}": "unwell"}
    told = page.post(address(away), typed, follow=True).content.decode()
    assert "The group does not meet. We have told 1 person." in told
    seat.refresh_from_db()
    assert seat.cancelled_at


def test_somebody_elses_time_off_is_not_found(
    session: Appointment, away: TimeOff, nadia: User, client_for: Callable[[User | None], Client]
) -> None:
    assert client_for(nadia).get(address(away)).status_code == 404
