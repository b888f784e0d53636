"""Plans of reminders: the practice's, one's own, and what waits planned again in place."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.http import Http404
from pytest_django import DjangoAssertNumQueries, Settings

from notices.actions import deliver_due
from notices.models import Channel as Way
from notices.models import Notice
from notices.sms.local import Folder
from people.actions import suspend
from people.actions.own import DETAILS, save_details
from people.errors import Refused
from people.models import Care, Practice, User
from privacy.models import AuditEntry
from scheduling import letters
from scheduling.actions import (
    cancel,
    follow_practice_reminders,
    move,
    set_own_reminders,
    set_practice_reminders,
)
from scheduling.models import Appointment, Channel, ReminderPlan
from tests.conftest import make_patient, open_active_care
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment

pytestmark = pytest.mark.usefixtures("open_practice")

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def text_messages(settings: Settings, tmp_path, time_machine) -> None:
    settings.SMS_PROVIDER, settings.SMS_FILE_PATH = "local", tmp_path
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def session(care: Care, alice: User) -> Appointment:
    """On Tuesday at 10 in Lisbon, booked on Sunday noon."""
    alice.phone = "+351 912 345 678"
    alice.save()
    appointment = make_appointment(care, local(alice, TUESDAY, 10), booked_at=NOW)
    letters.tell_booked(appointment, at=NOW)
    Notice.objects.exclude(kind="reminder").delete()
    return appointment


def own(
    actor: User,
    *minutes: int,
    channel: Channel = Channel.EMAIL,
    quiet: tuple[time, time] | None = None,
    at: datetime = NOW,
) -> None:
    begin, end = quiet or (None, None)
    set_own_reminders(
        actor=actor,
        minutes_before=minutes,
        channel=channel,
        quiet_from=begin,
        quiet_until=end,
        at=at,
    )


def practices(actor: User, *minutes: int, at: datetime = NOW) -> None:
    set_practice_reminders(
        actor=actor,
        minutes_before=minutes,
        channel=Channel.EMAIL,
        quiet_from=None,
        quiet_until=None,
        at=at,
    )


def waiting() -> list[tuple[datetime, str]]:
    return sorted((notice.due_at, notice.channel) for notice in Notice.objects.open())


def ahead(session: Appointment, *minutes: int, by: Way = Way.EMAIL) -> list[tuple[datetime, str]]:
    return sorted((session.starts_at - timedelta(minutes=each), by) for each in minutes)


def save(person: User, **changes: str) -> None:
    details = {name: getattr(person, name) for name in DETAILS}
    save_details(actor=person, **details | changes)


def test_a_day_and_an_hour_before_unless_somebody_says_otherwise(session: Appointment) -> None:
    assert waiting() == ahead(session, 1440, 60)


def test_ones_own_plan_counts_at_once_and_can_be_given_up(
    session: Appointment, alice: User
) -> None:
    own(alice, 120, 60)
    assert waiting() == ahead(session, 120, 60)
    follow_practice_reminders(actor=alice, at=NOW)
    assert waiting() == ahead(session, 1440, 60)
    assert not ReminderPlan.objects.exists()
    verbs = AuditEntry.objects.filter(verb__startswith="reminders.").values_list("verb", flat=True)
    assert {*verbs} == {"reminders.set_own", "reminders.follow_practice"}


def test_no_reminders_at_all(session: Appointment, alice: User) -> None:
    own(alice)
    assert waiting() == []
    assert letters.promised(session) == []


def test_the_practices_plan_is_everybodys_who_has_none(
    session: Appointment, alice: User, bruno: User, nadias_care: Care, ines: User
) -> None:
    other = make_appointment(nadias_care, session.starts_at, booked_at=NOW)
    letters.remind([other], at=NOW)
    own(alice, 30)
    practices(ines, 2880, 60)  # two days before was this morning: it is not made up for
    assert waiting() == sorted([*ahead(session, 30), *ahead(other, 60)])


def test_the_rows_stay_the_same_rows(session: Appointment, alice: User) -> None:
    before = {notice.key: notice.pk for notice in Notice.objects.all()}
    own(alice, 1440, 60, quiet=(time(8), time(11)))
    after = {notice.key: notice.pk for notice in Notice.objects.all()}
    assert after == before


def test_what_was_sent_is_not_sent_again(session: Appointment, alice: User) -> None:
    deliver_due(at=session.starts_at - DAY)
    assert len(mail.outbox) == 1
    later = session.starts_at - 23 * HOUR
    own(alice, 1440, 60, channel=Channel.SMS, at=later)
    assert waiting() == ahead(session, 60, by=Way.SMS)
    own(alice, 1440, 60, quiet=(time(7), time(11)), at=later)
    assert waiting() == [(session.starts_at - timedelta(hours=3, minutes=5), Way.EMAIL)]


def test_what_a_worker_has_in_hand_is_left_to_it(session: Appointment, alice: User) -> None:
    Notice.objects.filter(key__startswith="reminder:1440").update(claimed_at=NOW)
    own(alice, channel=Channel.SMS)
    own(alice, 1440, channel=Channel.SMS)
    assert waiting() == ahead(session, 1440)


def test_one_that_is_late_is_not_lost_by_planning_again(session: Appointment, alice: User) -> None:
    """The worker was away when it was due, and the zone changes before it is back."""
    at = session.starts_at - 23 * HOUR
    own(alice, 1440, 60, quiet=(time(22), time(8)), at=at)
    save(alice, time_zone="Europe/Berlin")
    assert deliver_due(at=at) == 1
    assert deliver_due(at=session.starts_at - HOUR) == 1
    assert len(mail.outbox) == 2


def test_taken_back_and_wanted_again(session: Appointment, alice: User) -> None:
    own(alice, 60)
    own(alice, 1440, 60)
    assert waiting() == ahead(session, 1440, 60)
    deliver_due(at=session.starts_at - DAY)
    deliver_due(at=session.starts_at - HOUR)
    assert len(mail.outbox) == 2


def test_quiet_hours_are_on_the_persons_clock(session: Appointment, alice: User) -> None:
    own(alice, 60, quiet=(time(22), time(9, 30)))
    evening = local(alice, TUESDAY - DAY, 21, 55)
    assert waiting() == [(evening, Way.EMAIL)]
    save(alice, time_zone="Asia/Tokyo")
    assert waiting() == ahead(session, 60), "18:00 in Tokyo is not quiet"
    save(alice, time_zone="Europe/Lisbon")
    assert waiting() == [(evening, Way.EMAIL)]


def test_never_in_quiet_hours_though_the_worker_was_away(session: Appointment, alice: User) -> None:
    own(alice, 12 * 60, quiet=(time(22), time(8)))
    due = local(alice, TUESDAY - DAY, 21, 55)
    assert waiting() == [(due, Way.EMAIL)]
    assert deliver_due(at=due + HOUR) == 0
    assert deliver_due(at=local(alice, TUESDAY, 7, 59)) == 0
    assert deliver_due(at=local(alice, TUESDAY, 8)) == 1
    assert mail.outbox[0].subject == "Your session today at 10:00"


def test_both_ways(session: Appointment, alice: User) -> None:
    own(alice, 60, channel=Channel.BOTH)
    [promise] = letters.promised(session)
    assert promise.channels == {"email", "sms"}
    assert deliver_due(at=session.starts_at - HOUR) == 2
    [message] = Folder().read()
    assert message.to == "+351912345678"
    assert message.text == (
        "Attune: your session is today at 10:00 (Lisbon time). "
        f"http://localhost:8000/appointments/{session.pk}/"
    )
    assert [letter.to for letter in mail.outbox] == [[alice.email]]


@pytest.mark.parametrize("before", [DAY, HOUR])
def test_while_the_therapist_is_suspended_it_says_that_the_session_is_on_hold(
    before: timedelta, session: Appointment, alice: User, tariq: User, ines: User
) -> None:
    own(alice, 1440, 60, channel=Channel.BOTH)
    Practice.objects.update_or_create(pk=1, defaults={"phone": "+351 210 000 000"})
    suspend(actor=ines, user=tariq, reason="A complaint is being looked into", at=NOW)
    Notice.objects.exclude(kind="reminder").delete()
    assert deliver_due(at=session.starts_at - before) == 2
    [message], [letter] = Folder().read(), mail.outbox
    when = "today" if before == HOUR else "on Tuesday"
    assert letter.subject == f"Your session {when} at 10:00 is on hold"
    assert "We will be in touch about it. You can also call us: +351 210 000 000." in letter.body
    assert "is on hold. We will be in touch." in message.text
    assert message.text.isascii()
    assert len(message.text) < 2 * 153, "at most two parts"
    for words in (letter.subject, letter.body, message.text):
        for word in ("join", "prepare", "tariq", "haddad", "therap", "complaint", "suspen"):
            assert word not in words.lower()


def test_a_text_message_names_nobody_and_no_reason(session: Appointment, alice: User) -> None:
    own(alice, 1440, channel=Channel.SMS)
    deliver_due(at=session.starts_at - DAY)
    [message] = Folder().read()
    assert "on Tuesday 24 November at 10:00" in message.text
    words = message.text.lower()
    for word in ("alice", "moreau", "tariq", "haddad", "therap", "consultation", "patient"):
        assert word not in words
    assert message.text.isascii(), "one letter outside GSM 03.38 and it costs twice"
    assert len(message.text) < 2 * 153, "at most two parts"


def test_a_phone_that_is_taken_away_leaves_the_email(session: Appointment, alice: User) -> None:
    own(alice, 60, channel=Channel.SMS)
    assert waiting() == ahead(session, 60, by=Way.SMS)
    save(alice, phone="")
    assert waiting() == ahead(session, 60)
    save(alice, phone="+351 912 345 679")
    assert waiting() == ahead(session, 60, by=Way.SMS)


def test_a_move_and_a_cancellation_take_both_ways_back(
    session: Appointment, alice: User, tariq: User
) -> None:
    own(alice, 60, channel=Channel.BOTH)
    move(actor=tariq, appointment=session, starts_at=session.starts_at + DAY, at=NOW)
    Notice.objects.exclude(kind="reminder").delete()
    session.refresh_from_db()
    assert [when for when, _way in waiting()] == [session.starts_at - HOUR] * 2
    cancel(actor=tariq, appointment=session, reason="unwell", at=NOW)
    Notice.objects.exclude(kind="reminder").delete()
    assert waiting() == []


def test_what_makes_no_sense_is_refused(alice: User, tariq: User, ines: User) -> None:
    with pytest.raises(Refused, match="phone number"):
        own(alice, 60, channel=Channel.SMS)
    with pytest.raises(Refused, match="both ends"):
        set_own_reminders(
            actor=alice,
            minutes_before=[60],
            channel=Channel.EMAIL,
            quiet_from=time(22),
            quiet_until=None,
            at=NOW,
        )
    with pytest.raises(Refused, match="whole day"):
        own(alice, 60, quiet=(time(22), time(22)))
    with pytest.raises(PermissionDenied):
        own(tariq, 60)
    with pytest.raises(PermissionDenied):
        follow_practice_reminders(actor=ines, at=NOW)
    with pytest.raises(Http404):
        practices(alice, 60)
    assert not ReminderPlan.objects.exists()


def test_the_number_of_queries_does_not_grow(
    tariq: User, ines: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        care = open_active_care(make_patient(f"p{number}@example.com", f"P {number}"), tariq)
        make_appointment(care, datetime(2026, 12, 1, number, tzinfo=UTC), booked_at=NOW)
    with django_assert_max_num_queries(24):
        practices(ines, 1440, 60)
    assert Notice.objects.open().count() == 40
    with django_assert_max_num_queries(24):
        practices(ines, 120)
    assert Notice.objects.open().count() == 20
