"""Addresses of what is written about sessions.

Tariq writes, nobody else; Alice reads her summaries and gives feedback. Drafts, reflections and
what was set aside exist for their author alone.
"""

from collections.abc import Callable
from typing import Any

from tests.access.people import World
from tests.access.table import Entry, only
from tests.sessions.writing import Window

Kwargs = Callable[[World], dict[str, Any]]


def of(row: str) -> Kwargs:
    return lambda world: {"appointment": world.rows[row].pk}


def in_care(note: str = "") -> Kwargs:
    def kwargs(world: World) -> dict[str, Any]:
        return {"care": world.care.pk} | ({"note": world.rows[note].pk} if note else {})

    return kwargs


def aside(world: World) -> dict[str, Any]:
    return {"pk": world.rows["aside"].pk}


def words(**texts: str) -> Kwargs:
    return lambda world: dict(Window().fields(**texts))


def revision(row: str) -> Kwargs:
    return lambda world: {"revision": world.rows[row].revision}


NOTE = words(format="free", text="more")

ROWS = [
    Entry("sessions:notes", only(tariq=200), in_care()),
    Entry("sessions:read_note", only(tariq=200), in_care("signed_note")),
    Entry("sessions:read_note", only(tariq=302), in_care("draft_note"), query="?draft"),
    Entry(
        "sessions:add_to_note",
        only(tariq=302),
        in_care("signed_note"),
        "post",
        lambda world: {"text": "one thing more"},
    ),
    Entry("sessions:note", only(tariq=200), of("drafted")),
    Entry("sessions:note", only(tariq=302), of("signed"), query="?signed"),
    Entry("sessions:note", only(tariq=302), of("drafted"), "post", NOTE),
    Entry("sessions:note_panel", only(tariq=200), of("drafted")),
    Entry("sessions:note_panel", only(tariq=200), of("drafted"), "post", NOTE),
    Entry("sessions:sign_note", only(tariq=200), of("drafted")),
    # refused (409), because words from another window are set aside
    Entry("sessions:sign_note", only(tariq=409), of("drafted"), "post", revision("draft_note")),
    Entry("sessions:reflections", only(tariq=200), in_care()),
    Entry("sessions:reflection", only(tariq=200), in_care("reflection")),
    Entry("sessions:reflection", only(tariq=302), in_care("reflection"), "post", words(text="on")),
    Entry("sessions:summary", only(tariq=200, alice=200), of("summarised")),
    Entry("sessions:summary", only(tariq=200, alice=200), of("drafted"), query="?unwritten"),
    Entry(
        "sessions:summary",
        only(tariq=302, alice=403),
        of("summarised"),
        "post",
        words(text="corrected"),
    ),
    Entry("sessions:send_summary", only(tariq=200), of("summarised")),
    # refused (409), because just this was sent already
    Entry("sessions:send_summary", only(tariq=409), of("summarised"), "post", revision("summary")),
    Entry("sessions:feedback", only(tariq=200, alice=200), of("signed")),
    Entry(
        "sessions:feedback",
        only(tariq=403, alice=302),
        of("signed"),
        "post",
        lambda world: {"heard": "7"},
    ),
    Entry("sessions:skip_feedback", only(alice=302), of("signed"), "post"),
    Entry("sessions:bring_in", only(tariq=302), aside, "post"),
    Entry("sessions:let_go", only(tariq=302), aside, "post"),
]
