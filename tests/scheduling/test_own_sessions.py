"""The ways from one's own sessions to the next one, without a wrong turn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from people.models import Care, User
from scheduling.actions import hold, mark_missed
from scheduling.models import Appointment, MissedReason, Service
from scheduling.series.link import repeat_after
from scheduling.views.choosing import TOKEN
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice", "both_services")

SESSIONS = reverse("scheduling:appointments")
KNOWS_NOTHING_ELSE = "nothing else yet"
TO_PREPARE = "a few things to prepare"


@pytest.fixture(autouse=True)
def sunday_noon(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def patient(client_for: Callable[[User | None], Client], alice: User) -> Client:
    return client_for(alice)


@pytest.fixture
def session(care: Care, tariq: User, usual: Service, met: Appointment) -> Appointment:
    """In five weeks, on a Tuesday."""
    starts_at = local(tariq, TUESDAY + timedelta(weeks=5), 11)
    return make_appointment(care, starts_at, service=usual)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_has_a_therapist_books_with_them_and_who_has_none_looks_for_one(
    patient: Client, client_for: Callable[[User | None], Client], bruno: User, care: Care
) -> None:
    directory = f'href="{reverse("scheduling:directory")}"'
    assert f'href="{reverse("scheduling:therapist", args=["tariq-haddad"])}"' in read(
        patient, SESSIONS
    )
    assert directory not in read(patient, SESSIONS)
    assert directory in read(client_for(bruno), SESSIONS)


def test_times_to_move_to_begin_near_the_session_and_the_sooner_ones_are_a_press_away(
    patient: Client, session: Appointment
) -> None:
    move = reverse("scheduling:move", args=[session.pk])
    near = read(patient, move)
    assert "Monday 28 December" in near
    assert "Friday 27 November" not in near
    assert 'href="?sooner=yes"' in near
    assert "Friday 27 November" in read(patient, f"{move}?sooner=yes")


def test_only_the_first_session_promises_things_to_prepare(
    patient: Client, care: Care, session: Appointment, met: Appointment
) -> None:
    page = reverse("scheduling:appointment", args=[session.pk])
    assert TO_PREPARE not in read(patient, page)
    missed = mark_missed(actor=care.therapist, appointment=met, reason=MissedReason.UNWELL, at=NOW)
    assert TO_PREPARE in read(patient, page), "nobody met"
    missed.delete()
    met.delete()
    assert TO_PREPARE in read(patient, page)


@pytest.mark.parametrize("has_met", [True, False])
def test_only_somebody_new_is_told_that_nothing_else_is_known(
    patient: Client,
    alice: User,
    tariq: User,
    first: Service,
    usual: Service,
    has_met: bool,
    request: pytest.FixtureRequest,
) -> None:
    if has_met:
        request.getfixturevalue("met")
    kept = hold(
        actor=alice,
        therapist=tariq,
        service=usual if has_met else first,
        starts_at=local(tariq, TUESDAY, 11),
        at=NOW,
    )
    browser = patient.session
    browser[TOKEN] = kept.token
    browser.save()
    assert (KNOWS_NOTHING_ELSE in read(patient, reverse("scheduling:book"))) is not has_met


def test_repeating_says_which_time_and_its_rhythm_can_be_changed_again(
    patient: Client, alice: User, session: Appointment
) -> None:
    address = repeat_after(session, reader=alice, at=NOW)
    assert "From Tuesday 5 January, 10:00 on" in read(patient, address)
    plan = f"{address}&every=weekly-2&ends=count&count=7"
    assert "7 sessions, every second Tuesday" in read(patient, plan)
    again = read(patient, f"{plan}&change=yes")
    assert '<option value="weekly-2" selected>' in again
    assert 'name="count" value="7"' in again


def test_a_therapists_past_session_leads_to_the_person_and_to_what_there_is_to_write(
    client_for: Callable[[User | None], Client], patient: Client, tariq: User, met: Appointment
) -> None:
    address = reverse("scheduling:appointment", args=[met.pk])
    note = reverse("sessions:note", args=[met.pk])
    page = read(client_for(tariq), address)
    assert f'href="{reverse("home:patient", args=[met.care_id])}"' in page
    assert f'href="{note}"' in page
    assert note not in read(patient, address)


def test_a_week_in_a_list_begins_with_today_and_has_a_way_to_the_days_before(
    client_for: Callable[[User | None], Client], tariq: User
) -> None:
    therapist = client_for(tariq)
    assert "is-from-today" in read(therapist, SESSIONS)
    earlier = "?week=2026-11-16&amp;days=all"
    assert earlier in read(therapist, SESSIONS)
    assert "is-from-today" not in read(therapist, f"{SESSIONS}?days=all")
    assert "is-from-today" not in read(therapist, f"{SESSIONS}?week=2026-11-23")
    assert "is-from-today" not in read(therapist, f"{SESSIONS}?day=2026-11-22")
    all_day = "?week=2026-11-16&amp;hours=all"
    assert f'{all_day}&amp;days=all"' in read(therapist, f"{SESSIONS}?hours=all")
    assert f'{all_day}"' in read(therapist, f"{SESSIONS}?hours=all&days=all")


def test_only_whole_days_fold_away_and_not_what_of_today_is_over() -> None:
    styles = (settings.BASE_DIR / "static/css/calendar.css").read_text()
    folded = [line for line in styles.splitlines() if ".is-from-today" in line]
    assert folded
    assert all(line.endswith(" .calendar__day.is-past {") for line in folded)
