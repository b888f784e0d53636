"""Sessions that were held: who was there, what was noted, what the patient was sent."""

from collections.abc import Sequence
from datetime import timedelta

from config.demo.stories import ROUTINE, Meeting, Story
from people.models import Care
from scheduling.models import Appointment
from sessions.models import (
    Admission,
    Attendance,
    OpeningCheck,
    ProgressNote,
    PsychotherapyNote,
    Session,
    SessionEnd,
    SessionFeedback,
    Summary,
    SummaryVersion,
    WaitingEntry,
)


def seed(story: Story, care: Care, appointments: Sequence[Appointment]) -> None:
    """The told sessions are the latest; the ones before them have a routine note."""
    told = [Meeting(note=ROUTINE)] * story.untold_sessions + list(story.sessions)
    for appointment, meeting in zip(appointments, told, strict=True):
        session = _held(care, appointment)
        _note(session, meeting)
        if meeting.summary:
            _summary(session, meeting.summary)
        if meeting.feedback:
            _feedback(session, meeting)
    if story.reflections:
        last = appointments[-1]
        PsychotherapyNote.objects.create(
            care=care,
            author=care.therapist,
            text=story.reflections,
            begun_at=last.ends_at,
            saved_at=last.ends_at,
        )


def _held(care: Care, appointment: Appointment) -> Session:
    start, end = appointment.starts_at, appointment.ends_at
    came = start - timedelta(minutes=4)
    session = Session.objects.create(appointment=appointment, care=care, opened_at=came)
    WaitingEntry.objects.create(session=session, arrived_at=came, last_seen_at=start, left_at=start)
    Admission.objects.create(session=session, admitted_by=care.therapist, at=start)
    for person in (care.patient, care.therapist):
        Attendance.objects.create(
            session=session, person=person, joined_at=start, last_seen_at=end, left_at=end
        )
    OpeningCheck.objects.create(
        session=session,
        location="At home",
        is_private=True,
        identity_confirmed=True,
        by=care.therapist,
        at=start + timedelta(minutes=2),
    )
    SessionEnd.objects.create(session=session, by=care.therapist, at=end)
    return session


def _note(session: Session, meeting: Meeting) -> None:
    written = session.appointment.ends_at + timedelta(minutes=12)
    note = ProgressNote(
        session=session,
        author=session.care.therapist,
        format="soap",
        texts=meeting.note,
        begun_at=written,
        saved_at=written + timedelta(minutes=9),
        revision=1,
    )
    if meeting.signed:
        note.signed_at, note.signed_by = written + timedelta(minutes=10), session.care.therapist
        note.close()
    note.save(force_insert=True)


def _summary(session: Session, text: str) -> None:
    sent = session.appointment.ends_at + timedelta(minutes=15)
    author = session.care.therapist
    summary = Summary.objects.create(
        session=session, author=author, text=text, begun_at=sent, saved_at=sent, revision=1
    )
    version = SummaryVersion(summary=summary, number=1, text=text, sent_at=sent, sent_by=author)
    version.close()
    version.save(force_insert=True)


def _feedback(session: Session, meeting: Meeting) -> None:
    assert meeting.feedback is not None
    heard, mattered, suited, overall = meeting.feedback
    SessionFeedback.objects.create(
        session=session,
        heard=heard,
        mattered=mattered,
        suited=suited,
        overall=overall,
        comment=meeting.comment,
        given_at=session.appointment.ends_at + timedelta(minutes=25),
    )
