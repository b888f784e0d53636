"""What is written about sessions, in the world of the access table."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sessions.actions.private_notes import keep_private_note
from sessions.models import SetAside
from tests.access.people import World
from tests.sessions.writing import Window, hold_session, sent_summary, signed_note


def rows(world: World) -> dict[str, Any]:
    """Three held sessions of Alice and Tariq: one with a draft, one signed, one summarised."""
    drafted, signed, summarised = (
        hold_session(world.care, ago=timedelta(days=days)) for days in (1, 8, 15)
    )
    draft = Window().write(drafted, text="so far").draft
    Window().write(drafted, text="from an older window")
    return {
        "drafted": drafted,
        "draft_note": draft,
        "aside": SetAside.objects.get(draft=draft.pk),
        "signed": signed,
        "signed_note": signed_note(signed),
        "summarised": summarised,
        "summary": sent_summary(summarised),
        "reflection": keep_private_note(
            actor=world.tariq,
            care=world.care,
            key=uuid4(),
            text="for me alone",
            stamp=Window().stamp(),
            at=world.now,
        ).draft,
    }
