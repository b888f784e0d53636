"""What follows a session: its end, the letters, each once and only while it is of use."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from notices.actions import deliver_due
from notices.models import Notice
from people.actions import end_care
from people.models import Care, EndReason, User
from scheduling.actions import mark_missed, unmark_missed
from scheduling.models import Appointment
from sessions import tasks
from sessions.actions.closing import close_finished
from sessions.actions.ending import end_session
from sessions.actions.feedback import skip_feedback
from sessions.actions.opening import session_of
from sessions.models import Attendance, Seat, SessionEnd
from sessions.writing import awaiting_feedback
from tests.scheduling.world import make_appointment
from tests.sessions.writing import SECRET, attend, sent_summary

IN_TWO_DAYS = timedelta(days=2, minutes=1)


@pytest.fixture
def met(appointment: Appointment) -> Appointment:
    """Alice and Tariq are in the room, five minutes in."""
    return attend(appointment)


def end(meeting: Appointment) -> SessionEnd:
    return end_session(actor=meeting.therapist, session=session_of(meeting), at=timezone.now())


def kinds() -> list[str]:
    return sorted(Notice.objects.values_list("kind", flat=True))


def deliver(*, at: datetime | None = None) -> list[str]:
    """The subjects of what goes out now."""
    mail.outbox.clear()
    deliver_due(at=at or timezone.now())
    return [letter.subject for letter in mail.outbox]


# --- the end ------------------------------------------------------------------------------------


def test_the_end_asks_once_and_will_nudge_once(met: Appointment) -> None:
    end(met)
    end(met)
    assert kinds() == ["feedback_request", "next_booking"]


def test_somebody_who_did_not_come_is_not_asked_how_it_was(appointment: Appointment) -> None:
    end(appointment)
    assert kinds() == []


def past(care: Care, *, over_for: timedelta) -> Appointment:
    ends_at = timezone.now() - over_for
    return attend(make_appointment(care, ends_at - timedelta(minutes=50)))


def test_the_clock_closes_what_nobody_ended(care: Care) -> None:
    meeting = past(care, over_for=timedelta(minutes=31))
    assert tasks.close_finished() == 1
    kept = SessionEnd.objects.get()
    assert (kept.session.appointment, kept.by, kept.at) == (meeting, None, meeting.ends_at)
    assert kinds() == ["feedback_request", "next_booking"]
    assert tasks.close_finished() == 0


def test_the_clock_waits_for_half_an_hour(care: Care) -> None:
    past(care, over_for=timedelta(minutes=29))
    assert close_finished(at=timezone.now()) == 0


def test_the_clock_leaves_those_alone_who_still_talk(care: Care) -> None:
    meeting = past(care, over_for=timedelta(hours=1))
    Seat.objects.create(
        session=session_of(meeting),
        person=meeting.patient,
        taken_at=meeting.starts_at,
        last_seen_at=timezone.now(),
    )
    assert close_finished(at=timezone.now()) == 0


def test_the_clock_does_not_end_what_one_of_them_missed(care: Care) -> None:
    meeting = past(care, over_for=timedelta(hours=1))
    Attendance.objects.filter(person=meeting.patient).delete()
    assert close_finished(at=timezone.now()) == 0


# --- how was it ---------------------------------------------------------------------------------


def test_the_request_leads_to_the_questions_and_tells_nothing(met: Appointment) -> None:
    end(met)
    assert deliver() == ["How was it?"]
    letter = mail.outbox[0]
    assert letter.to == [met.patient.email]
    assert f"http://localhost:8000/sessions/{met.pk}/feedback/" in letter.body
    assert "therap" not in letter.body.lower()


def test_no_request_once_it_was_answered_or_skipped(met: Appointment) -> None:
    end(met)
    skip_feedback(actor=met.patient, appointment=met, at=timezone.now())
    assert deliver() == []
    assert Notice.objects.get(kind="feedback_request").needless_at is not None


def test_no_request_days_later(met: Appointment) -> None:
    end(met)
    assert "How was it?" not in deliver(at=timezone.now() + timedelta(days=3, minutes=1))


# --- something waits ----------------------------------------------------------------------------


def test_the_arrival_of_a_summary_says_only_that_something_waits(held: Appointment) -> None:
    sent_summary(held, SECRET)
    assert deliver() == ["Something waits for you"]
    body = mail.outbox[0].body
    assert f"/sessions/{held.pk}/summary/" in body
    assert "lighthouse" not in body
    assert "summary" not in body.replace("/summary/", "")


# --- the next time ------------------------------------------------------------------------------


def test_two_days_later_the_next_time_is_offered(met: Appointment) -> None:
    end(met)
    deliver()
    assert deliver(at=timezone.now() + timedelta(days=1)) == []
    assert deliver(at=timezone.now() + IN_TWO_DAYS) == ["Would you like to find your next time?"]
    assert "/therapists/tariq-haddad/" in mail.outbox[0].body


def test_no_nudge_for_somebody_who_has_booked(met: Appointment, care: Care) -> None:
    end(met)
    deliver()
    make_appointment(care, timezone.now() + timedelta(days=7))
    assert deliver(at=timezone.now() + IN_TWO_DAYS) == []


def test_no_nudge_after_the_work_has_ended(met: Appointment, care: Care, tariq: User) -> None:
    end(met)
    deliver()
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    assert deliver(at=timezone.now() + IN_TWO_DAYS) == []


def test_no_nudge_towards_somebody_who_is_away(met: Appointment, tariq: User) -> None:
    end(met)
    deliver()
    tariq.is_active = False
    tariq.save()
    assert deliver(at=timezone.now() + IN_TWO_DAYS) == []


# --- at the same moment -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_clock_and_the_therapist_at_once_end_it_once(care: Care) -> None:
    from django.db import connection

    meeting = past(care, over_for=timedelta(minutes=31))
    gate = threading.Barrier(2)

    def at_once(verb: str) -> None:
        gate.wait()
        if verb == "end":
            end(meeting)
        else:
            close_finished(at=timezone.now())
        connection.close()

    threads = [threading.Thread(target=at_once, args=[verb]) for verb in ("end", "close")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert SessionEnd.objects.count() == 1
    assert kinds() == ["feedback_request", "next_booking"]


# --- the patient did not come -------------------------------------------------------------------


def test_a_no_show_is_neither_asked_nor_nudged(met: Appointment) -> None:
    end(met)
    mark_missed(actor=met.therapist, appointment=met, reason="not-known", at=timezone.now())
    assert deliver(at=timezone.now() + IN_TWO_DAYS) == []
    assert not awaiting_feedback(met.patient, at=timezone.now()).exists()


def test_nor_when_it_was_marked_before_the_end(met: Appointment) -> None:
    mark_missed(actor=met.therapist, appointment=met, reason="not-known", at=timezone.now())
    end(met)
    assert kinds() == []


def test_a_mark_taken_back_asks_after_all(met: Appointment) -> None:
    end(met)
    missed = mark_missed(
        actor=met.therapist, appointment=met, reason="not-known", at=timezone.now()
    )
    unmark_missed(actor=met.therapist, missed=missed, at=timezone.now())
    assert len(deliver()) == 1
    assert Notice.objects.open().get().kind == "next_booking"
    assert awaiting_feedback(met.patient, at=timezone.now()).exists()
