"""Addresses of the therapist's calendar: moving, booking for a patient, missed sessions."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, only


def _appointment(world: World) -> dict[str, Any]:
    return {"pk": world.rows["appointment"].pk}


def _missed(world: World) -> dict[str, Any]:
    return {"pk": world.rows["missed"].appointment_id}


def _move(world: World) -> dict[str, Any]:
    return {"pk": world.rows["move"].pk}


ROWS = [
    # Only the therapist moves sessions in the calendar; patients choose among free times.
    Entry("scheduling:calendar_move", only(tariq=200), _appointment),
    Entry("scheduling:calendar_move", only(tariq=200), _appointment, method="post"),
    Entry("scheduling:move_back", only(tariq=302), _move, method="post"),
    # Each therapist for their own patients, admins for everybody's.
    Entry("scheduling:book_for", only(tariq=200, nadia=200, ines=200)),
    Entry("scheduling:book_for", only(tariq=400, nadia=400, ines=400), method="post"),
    # Who did not come is the therapist's to say, and whether it counts also the practice's.
    Entry("scheduling:mark_missed", only(tariq=200), _missed),
    Entry("scheduling:mark_missed", only(tariq=400), _missed, method="post"),
    Entry("scheduling:unmark_missed", only(tariq=302), _missed, method="post"),
    Entry("scheduling:waive_missed", only(alice=403, tariq=302, ines=302), _missed, method="post"),
]
