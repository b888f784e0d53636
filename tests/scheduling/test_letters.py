"""Letters and reminders: who is told what, when, once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from notices.actions import deliver_due
from notices.models import Notice
from people.models import Practice, User
from scheduling.actions import book, cancel, move
from scheduling.letters.words import link
from scheduling.models import Appointment, Service
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local

pytestmark = pytest.mark.usefixtures("open_practice")

CLINICAL = ("therap", "psych", "patient", "anxiety", "sleep", "consultation", "Moreau", "Haddad")


@pytest.fixture
def session(alice: User, tariq: User, first: Service, time_machine) -> Appointment:
    """Booked on Sunday noon for Tuesday, 11 in Berlin, 10 in Lisbon."""
    time_machine.move_to(NOW, tick=False)
    return book(
        actor=alice,
        therapist=tariq,
        service=first,
        starts_at=local(tariq, TUESDAY, 11),
        at=NOW,
    )


def waiting() -> Counter[str]:
    return Counter(Notice.objects.open().values_list("kind", flat=True))


def posted(at: datetime, to: User) -> list[mail.EmailMessage]:
    """What one person gets when the worker comes by at that moment."""
    mail.outbox.clear()
    deliver_due(at=at)
    return [message for message in mail.outbox if message.to == [to.email]]


def attached(message: mail.EmailMessage) -> Calendar:
    """The calendar file as it arrives at the other end of the line."""
    (part,) = [
        part for part in message.message().walk() if part.get_content_type() == "text/calendar"
    ]
    assert part.get_filename() == "session.ics"
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return calendar


def test_both_are_told_of_a_booking_in_their_own_time(
    session: Appointment, alice: User, tariq: User
) -> None:
    assert waiting() == {"appointment_booked": 2, "reminder": 2}
    (to_alice,) = posted(NOW, alice)
    assert to_alice.subject == "Your session on Tuesday 24 November, 10:00"
    assert "Tuesday 24 November 2026, 10:00 – 11:00 (Lisbon time)" in to_alice.body
    assert f"/appointments/{session.pk}/" in to_alice.body
    (to_tariq,) = [message for message in mail.outbox if message.to == [tariq.email]]
    assert "11:00 – 12:00 (Berlin time)" in to_tariq.body


def test_no_letter_says_why_people_meet_or_who(session: Appointment, alice: User) -> None:
    deliver_due(at=session.starts_at - timedelta(hours=23))
    deliver_due(at=session.starts_at - timedelta(minutes=50))
    cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    deliver_due(at=NOW)
    assert len(mail.outbox) == 6
    for message in mail.outbox:
        words = f"{message.subject}\n{message.body}"
        for attachment in message.attachments:
            words += str(attachment[1])
        assert not [word for word in CLINICAL if word.lower() in words.lower()], words


def test_the_attached_entry_is_moved_and_struck_out(
    session: Appointment, alice: User, tariq: User
) -> None:
    entries = [attached(posted(NOW, alice)[0])]
    move(actor=alice, appointment=session, starts_at=local(tariq, TUESDAY, 14), at=NOW)
    entries.append(attached(posted(NOW, alice)[0]))
    cancel(actor=alice, appointment=session, reason="plans", at=NOW)
    entries.append(attached(posted(NOW, alice)[0]))
    events = [calendar.events[0] for calendar in entries]
    assert [str(calendar["METHOD"]) for calendar in entries] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [event.start.hour for event in events] == [10, 13, 13]
    assert {str(event["SUMMARY"]) for event in events} == {"Session"}
    assert str(events[0]["ATTENDEE"]) == f"mailto:{alice.email}"


def test_reminders_come_once_when_they_are_due(session: Appointment, alice: User) -> None:
    posted(NOW, alice)
    day, hour = session.starts_at - timedelta(hours=24), session.starts_at - timedelta(hours=1)
    assert posted(day - timedelta(seconds=1), alice) == []
    (first,) = posted(day, alice)
    assert first.subject == "Your session on Tuesday at 10:00"
    assert posted(day + timedelta(minutes=10), alice) == []
    assert posted(hour - timedelta(seconds=1), alice) == []
    (second,) = posted(hour, alice)
    assert second.subject == "Your session today at 10:00"
    assert "You can join from 10 minutes before" in second.body
    assert posted(hour + timedelta(minutes=10), alice) == []


def test_what_is_too_late_is_not_sent(session: Appointment, alice: User) -> None:
    posted(NOW, alice)
    (only,) = posted(session.starts_at - timedelta(minutes=30), alice)
    assert only.subject == "Your session today at 10:00"
    assert Notice.objects.too_late().get().kind == "reminder"


def test_a_session_that_has_begun_needs_no_reminder(session: Appointment, alice: User) -> None:
    posted(NOW, alice)
    assert posted(session.starts_at, alice) == []


def test_a_move_takes_the_old_reminders_back_and_makes_new_ones(
    session: Appointment, alice: User, tariq: User
) -> None:
    posted(NOW, alice)
    old = session.starts_at
    move(actor=tariq, appointment=session, starts_at=local(tariq, TUESDAY, 16), at=NOW)
    assert waiting() == {"appointment_moved": 2, "reminder": 2}
    (moved,) = posted(NOW, alice)
    assert moved.subject == "Your session is now on Tuesday 24 November, 15:00"
    assert posted(old - timedelta(hours=24), alice) == []
    (reminder,) = posted(session.starts_at - timedelta(hours=24), alice)
    assert reminder.subject == "Your session on Tuesday at 15:00"


def test_a_quick_change_of_mind_tells_only_what_is_true_now(
    session: Appointment, alice: User, tariq: User
) -> None:
    """Booked and moved before the worker came by: one letter, not two."""
    move(actor=alice, appointment=session, starts_at=local(tariq, TUESDAY, 14), at=NOW)
    (only,) = posted(NOW, alice)
    assert only.subject == "Your session is now on Tuesday 24 November, 13:00"


def test_a_cancellation_takes_everything_back_and_tells_both(
    session: Appointment, alice: User, tariq: User
) -> None:
    cancel(actor=tariq, appointment=session, reason="unwell", at=NOW)
    assert waiting() == {"appointment_cancelled": 2}
    (to_alice,) = posted(NOW, alice)
    assert "this session had to be cancelled" in to_alice.body
    assert f"you find it here:\n{link(session)}" in to_alice.body
    assert "illness" not in to_alice.body
    assert posted(session.starts_at - timedelta(hours=1), alice) == []


def test_a_booking_for_tomorrow_is_its_own_reminder(
    alice: User, tariq: User, first: Service, practice: Practice
) -> None:
    practice.minimum_notice_hours = 0
    practice.save()
    start = local(tariq, NOW.date(), 15)
    book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert waiting() == {"appointment_booked": 2, "reminder": 1}


def test_a_reminder_follows_the_person_into_another_zone(session: Appointment, alice: User) -> None:
    posted(NOW, alice)
    alice.time_zone = "Asia/Kathmandu"
    alice.save()
    (reminder,) = posted(session.starts_at - timedelta(hours=24), alice)
    assert "15:45 – 16:45 (Kathmandu time)" in reminder.body


def test_names_are_written_as_they_are(
    alice: User, tariq: User, first: Service, time_machine
) -> None:
    time_machine.move_to(NOW, tick=False)
    alice.preferred_name = "D'Arcy <3"
    alice.save()
    start = local(tariq, TUESDAY, 11)
    book(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert posted(NOW, alice)[0].body.startswith("Hello D'Arcy <3,")


def test_that_a_cancellation_was_late_is_told_to_both_without_the_reason(
    session: Appointment, alice: User, tariq: User
) -> None:
    deliver_due(at=NOW)
    late = session.starts_at - timedelta(hours=3)
    cancel(actor=alice, appointment=session, reason="unwell", at=late, late=True)
    (to_alice,) = posted(late, alice)
    (to_tariq,) = [message for message in mail.outbox if message.to == [tariq.email]]
    assert "it counts as cancelled late" in to_alice.body
    assert "It was cancelled late" in to_tariq.body
    assert f"/appointments/{session.pk}/" in to_tariq.body
    assert "illness" not in f"{to_alice.body} {to_tariq.body}"
