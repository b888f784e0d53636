"""The meeting's part of the small world of the tests."""

from datetime import timedelta
from typing import Any

from scheduling.models import Appointment, Modality
from sessions.actions import enter_waiting, session_of
from sessions.actions.helping import ask_for_help
from sessions.models import Transcript
from tests.access.people import World
from tests.scheduling.world import make_appointment
from tests.sessions import world_notes


def rows(world: World) -> dict[str, Any]:
    """Alice's session with Tariq that is on now, for which she waits; and what was written."""
    now_on = make_appointment(world.care, world.now - timedelta(minutes=5))
    enter_waiting(actor=world.alice, session=session_of(now_on), at=world.now)
    called = make_appointment(world.care, world.now + timedelta(minutes=50))
    Appointment.objects.filter(pk=called.pk).update(modality=Modality.PHONE)
    written = make_appointment(world.care, world.now - timedelta(days=4))
    Transcript.objects.create(session=session_of(written), kept_at=written.ends_at)
    asked = ask_for_help(actor=world.alice, words="No sound", facts="", at=world.now)
    return {
        "now_on": now_on,
        "called": called,
        "written": written,
        "asked": asked,
        **world_notes.rows(world),
    }
