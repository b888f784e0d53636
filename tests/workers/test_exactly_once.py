"""Reminders go out exactly once: with two clocks, with workers killed in the middle of a batch,
after a move, a change of zone, and an hour in which nothing ran. The processes are real."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.utils import timezone

from notices.models import CLAIM, Notice
from people.actions.own import DETAILS, save_details
from people.models import Care, Practice, User
from scheduling import letters
from scheduling.actions import move
from scheduling.letters.reminders import KIND
from scheduling.models import Appointment
from scheduling.slots import DAY
from tests.browser.site import wait_for
from tests.conftest import make_patient, open_active_care
from tests.scheduling.world import make_appointment, work_daily
from tests.workers.conftest import PATIENCE, Crew, said
from tests.workers.post_office import PostOffice, Received

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("workers")]

BATCH = 30
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
KATHMANDU = ZoneInfo("Asia/Kathmandu")
DAY_BEFORE = f"{KIND}:1440:"
DONE = "Task notices.tasks.deliver"


@pytest.fixture
def open_practice(tariq: User, practice: Practice) -> Practice:
    work_daily(tariq, opens=0, closes=0)
    return practice


def on_the_hour(*, ahead: timedelta) -> datetime:
    return (timezone.now() + ahead).replace(minute=0, second=0, microsecond=0) + HOUR


def booked(care: Care, starts_at: datetime) -> Appointment:
    """A session whose booking is told, its letters sent long ago."""
    now = timezone.now()
    appointment = make_appointment(care, starts_at, booked_at=now)
    letters.tell_booked(appointment, at=now)
    Notice.objects.exclude(kind=KIND).update(sent_at=now)
    return appointment


def let_pass(appointment: Appointment, time: timedelta) -> None:
    """As if that time had passed in which nothing ran: all about the session is nearer by it."""
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=F("starts_at") - time,
        ends_at=F("ends_at") - time,
        booked_at=F("booked_at") - time,
    )
    Notice.objects.filter(about=str(appointment.pk)).update(
        due_at=F("due_at") - time,
        try_after=F("try_after") - time,
        expires_at=F("expires_at") - time,
    )
    appointment.refresh_from_db()


def a_batch(tariq: User) -> None:
    """Thirty people with a session tomorrow, whose reminders are due together."""
    care = [
        open_active_care(make_patient(f"p{number}@example.com", f"P{number}"), tariq)
        for number in range(BATCH)
    ]
    start = on_the_hour(ahead=DAY + HOUR)
    for number, each in enumerate(care):
        booked(each, start + number * HOUR)
    now = timezone.now()
    reminders = Notice.objects.filter(key__startswith=DAY_BEFORE)
    assert reminders.update(due_at=now, try_after=now) == BATCH


def wait_for_all_but(waiting: int, crew: Crew) -> None:
    def look() -> bool | None:
        due = Notice.objects.open().filter(due_at__lte=timezone.now())
        return due.count() == waiting or None

    try:
        wait_for(look, what=f"all letters but {waiting}", patience=PATIENCE)
    except AssertionError as error:
        raise AssertionError(f"{error}\n{crew.last_words()}") from error


def test_two_clocks_and_two_workers(tariq: User, crew: Crew, post_office: PostOffice) -> None:
    """Both workers take part: the second goes on while the first is held at a letter."""
    a_batch(tariq)
    post_office.stop_at(10, keeps=False)
    workers = [crew.worker()]
    clocks = [crew.clock(), crew.clock()]
    assert post_office.stopped.wait(PATIENCE), crew.last_words()
    workers.append(crew.worker())
    wait_for_all_but(1, crew)
    post_office.go_on()
    wait_for_all_but(0, crew)
    for clock in clocks:
        said(clock, "Sending due task deliver notices", times=3)
    for worker in workers:
        said(worker, DONE)
    assert len(post_office.letters) == BATCH
    assert len({letter.to for letter in post_office.letters}) == BATCH


def test_workers_killed_in_the_middle_of_a_batch(
    tariq: User, crew: Crew, post_office: PostOffice
) -> None:
    """One dies while it hands a letter over that the server has not taken yet: that letter comes
    once. One dies when the server has taken the letter and the answer is on its way: nobody can
    know, so that letter comes again under its Message-ID. All others come once."""
    a_batch(tariq)
    crew.clock()

    post_office.stop_at(10, keeps=False)
    worker = crew.worker()
    assert post_office.stopped.wait(PATIENCE), crew.last_words()
    crew.kill(worker)

    post_office.stop_at(20, keeps=True)
    worker = crew.worker()
    assert post_office.stopped.wait(PATIENCE), crew.last_words()
    crew.kill(worker)

    post_office.go_on()
    crew.worker()
    wait_for_all_but(2, crew)
    in_dead_hands = Notice.objects.open().exclude(claimed_at=None)
    assert in_dead_hands.update(claimed_at=timezone.now() - CLAIM - MINUTE) == 2
    wait_for_all_but(0, crew)

    times = Counter(letter.message_id for letter in post_office.letters)
    assert len(times) == BATCH
    assert sorted(times.values()) == [1] * (BATCH - 1) + [2]
    assert times[post_office.letters[19].message_id] == 2
    twice = {each.to for each in post_office.letters if times[each.message_id] == 2}
    assert len(twice) == 1


@pytest.mark.usefixtures("open_practice")
def test_a_move_a_change_of_zone_and_an_hour_in_which_nothing_ran(
    alice: User,
    bruno: User,
    mallory: User,
    tariq: User,
    nadia: User,
    crew: Crew,
    post_office: PostOffice,
) -> None:
    moved = booked(open_active_care(alice, tariq), on_the_hour(ahead=DAY + 2 * HOUR))
    travels = booked(open_active_care(bruno, nadia), on_the_hour(ahead=DAY + 4 * HOUR))
    forgotten = booked(open_active_care(mallory, tariq), on_the_hour(ahead=DAY + 6 * HOUR))

    move(actor=tariq, appointment=moved, starts_at=moved.starts_at + 2 * DAY, at=timezone.now())
    go_to("Asia/Kathmandu", bruno)
    # Nothing has run since the hour before these two were to be told ...
    for session in (moved, travels):
        let_pass(session, session.starts_at - timezone.now() - DAY + HOUR)
    # ... nor while Mallory's session began. She was told of it the day before.
    Notice.objects.filter(about=str(forgotten.pk), key__startswith=DAY_BEFORE).update(
        sent_at=timezone.now()
    )
    let_pass(forgotten, forgotten.starts_at - timezone.now() + MINUTE)

    crew.clock()
    crew.worker()
    wait_for_all_but(0, crew)
    told = {letter.to: letter.subject for letter in reminders(post_office)}
    assert told == {
        alice.email: about(moved.starts_at.astimezone(alice.tz)),
        bruno.email: about(travels.starts_at.astimezone(KATHMANDU)),
    }
    assert len(reminders(post_office)) == 2, "the time before the move is told to nobody"
    assert [notice.about for notice in Notice.objects.too_late()] == [str(forgotten.pk)]

    # Home again: what was told is not told again, the next reminder comes once.
    go_to("Europe/Lisbon", bruno)
    for session in (moved, travels):
        let_pass(session, session.starts_at - timezone.now() - HOUR + MINUTE)
    wait_for_all_but(0, crew)
    assert Counter(letter.to for letter in reminders(post_office)) == {
        alice.email: 2,
        bruno.email: 2,
    }


def about(start: datetime) -> str:
    """The subject of a reminder. Just after midnight, 23 hours ahead is still today."""
    is_today = start.date() == datetime.now(start.tzinfo).date()
    day = "today" if is_today else f"on {start:%A}"
    return f"Your session {day} at {start:%H:%M}"


def go_to(zone: str, person: User) -> None:
    details = {name: getattr(person, name) for name in DETAILS}
    save_details(actor=person, **details | {"time_zone": zone})


def reminders(post_office: PostOffice) -> list[Received]:
    return [letter for letter in post_office.letters if "is now on" not in letter.subject]
