"""Sessions that took place, and windows in which somebody writes about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from people.models import Care
from scheduling.models import Appointment
from sessions.actions.drafts import Saving
from sessions.actions.notes import save_note, sign_note
from sessions.actions.opening import session_of
from sessions.actions.summary import send_summary, write_summary
from sessions.drafting import Stamp
from sessions.models import Attendance, ProgressNote, SessionEnd, Summary
from tests.scheduling.world import make_appointment

SECRET = "She dreamt of the lighthouse again."
"""A sentence that must be found nowhere but where it belongs."""


def hold_session(care: Care, *, ago: timedelta = timedelta(hours=2)) -> Appointment:
    """A session that began that long ago, to which both came, ended by the therapist."""
    appointment = attend(make_appointment(care, timezone.now() - ago))
    SessionEnd.objects.create(
        session=session_of(appointment), by=care.therapist, at=appointment.ends_at
    )
    return appointment


def attend(appointment: Appointment) -> Appointment:
    """Both were in the room."""
    session = session_of(appointment)
    for person in (appointment.patient, appointment.therapist):
        Attendance.objects.create(
            session=session,
            person=person,
            joined_at=appointment.starts_at,
            last_seen_at=appointment.ends_at,
        )
    return appointment


@dataclass
class Window:
    """A page with an editor, as the server sees it."""

    revision: int = 0
    page: UUID = field(default_factory=uuid4)
    turn: int = 0

    def stamp(self) -> Stamp:
        self.turn += 1
        return Stamp(self.revision, self.page, self.turn)

    def saw(self, saving: Saving[Any]) -> Saving[Any]:
        self.revision = saving.draft.revision
        return saving

    def write(
        self, appointment: Appointment, form: str = "free", /, **texts: str
    ) -> Saving[ProgressNote]:
        """Save a progress note; free text unless another format is told."""
        return save_note(
            actor=appointment.therapist,
            appointment=appointment,
            format=form,
            texts=texts,
            stamp=self.stamp(),
            at=timezone.now(),
        )

    def fields(self, **texts: str) -> Mapping[str, str]:
        """The same as a form."""
        stamp = self.stamp()
        return {
            "revision": str(stamp.revision),
            "page": str(stamp.page),
            "turn": str(stamp.turn),
            **texts,
        }


def signed_note(appointment: Appointment, text: str = SECRET) -> ProgressNote:
    note = Window().write(appointment, text=text).draft
    return sign_note(
        actor=appointment.therapist, note=note, revision=note.revision, at=timezone.now()
    )


def sent_summary(appointment: Appointment, text: str = SECRET) -> Summary:
    summary = write_summary(
        actor=appointment.therapist,
        appointment=appointment,
        text=text,
        stamp=Window().stamp(),
        at=timezone.now(),
    ).draft
    send_summary(
        actor=appointment.therapist,
        summary=summary,
        revision=summary.revision,
        at=timezone.now(),
    )
    return summary
