"""Addresses of the meeting. The one that is on now is Alice's with Tariq."""

from typing import Any

from sessions.actions import session_of
from sessions.models import Admission
from tests.access.people import World
from tests.access.table import Entry, only, signed_in


def now_on(world: World) -> dict[str, Any]:
    return {"appointment": world.rows["now_on"].pk}


def met(world: World) -> dict[str, Any]:
    """The patient has been let in: only then is there anything to keep."""
    Admission.objects.create(
        session=session_of(world.rows["now_on"]), admitted_by=world.tariq, at=world.now
    )
    return now_on(world)


def is_over(world: World) -> dict[str, Any]:
    return {"appointment": world.rows["signed"].pk}


def asked(world: World) -> dict[str, Any]:
    return {"pk": world.rows["asked"].pk}


def first(world: World) -> dict[str, Any]:
    return {"occasion": "first"}


ROWS = [
    Entry("sessions:room", only(alice=200, tariq=200, ines=403), now_on),
    Entry("sessions:waiting_status", only(tariq=200), now_on),
    Entry("sessions:while_waiting", only(alice=200), now_on),
    Entry("sessions:ask_to_wait", only(tariq=200), now_on),
    Entry(
        "sessions:ask_to_wait",
        only(tariq=302),
        now_on,
        method="post",
        data=lambda world: {"ready": "five"},
    ),
    Entry("sessions:admit", only(tariq=302), now_on, method="post"),
    Entry("sessions:opening_check", only(tariq=200), now_on),
    Entry(
        "sessions:opening_check",
        only(tariq=200),
        now_on,
        method="post",
        data=lambda world: {"location": "at home", "is_private": "on"},
    ),
    Entry("sessions:opening_check", only(tariq=200), is_over, query="?over"),
    # The agenda is the therapist's alone: for anybody else there is none.
    Entry("sessions:agenda", only(tariq=200), now_on),
    Entry(
        "sessions:agenda",
        only(tariq=302),
        now_on,
        method="post",
        data=lambda world: {"change": "add", "title": "Breathe together"},
    ),
    Entry("sessions:usual_agenda", only(tariq=200, nadia=200), first),
    Entry(
        "sessions:usual_agenda",
        only(tariq=302, nadia=302),
        first,
        method="post",
        data=lambda world: {"change": "take-off", "key": "tools"},
    ),
    Entry("sessions:story", only(tariq=200), now_on),
    # Closing together is shown again after each press, with what became of it. That there is a
    # session Alice and the practice know; leading it is Tariq's.
    Entry("sessions:ending", only(tariq=200), now_on),
    Entry(
        "sessions:ending",
        only(tariq=200),
        now_on,
        method="post",
        data=lambda world: {"do": "agree"},
    ),
    Entry("sessions:contact", only(tariq=200), now_on),
    Entry(
        "sessions:keep",
        only(alice=204, tariq=204, ines=403),
        met,
        method="post",
        data=lambda world: {"what": "writing", "digest": "0" * 64},
    ),
    Entry(
        "sessions:keep",
        only(alice=204, tariq=204, ines=403),
        met,
        method="post",
        data=lambda world: {"what": "drawing", "digest": "0" * 64},
    ),
    Entry("sessions:kept", only(alice=200, tariq=200), now_on),
    Entry("sessions:after", only(alice=200, tariq=200), now_on),
    Entry("sessions:device_check", signed_in()),
    Entry("sessions:practice_room", signed_in()),
    Entry("sessions:ask_for_help", signed_in()),
    Entry(
        "sessions:ask_for_help",
        signed_in(302),
        method="post",
        data=lambda world: {"words": "No sound", "with_facts": "on"},
    ),
    Entry("sessions:help", only(alice=200), asked),
    Entry("sessions:help_requests", only(ines=200)),
    Entry("sessions:answer_help", only(ines=200), asked),
    Entry(
        "sessions:answer_help",
        only(ines=302),
        asked,
        method="post",
        data=lambda world: {"words": "Choose another microphone"},
    ),
    Entry("sessions:echo", signed_in()),
    Entry("sessions:echo", signed_in(400), method="post"),
    Entry(
        "sessions:device_check",
        signed_in(302),
        method="post",
        data=lambda world: {"camera": "works", "microphone": "works", "speaker": "works"},
    ),
]
