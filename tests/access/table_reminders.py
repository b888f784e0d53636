"""Addresses at which people choose how they are reminded."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, only


def _plan(world: World) -> dict[str, Any]:
    return {"whose": "own", "minutes_before": [1440], "quiet_from": "22:00", "quiet_until": "08:00"}


patients = only(alice=200, bruno=200, mallory=200)
patients_moved_on = only(alice=302, bruno=302, mallory=302)

ROWS = [
    Entry("scheduling:reminders", patients),
    Entry("scheduling:reminders", patients_moved_on, method="post", data=_plan),
    Entry("scheduling:practice_reminders", only(ines=200)),
    Entry("scheduling:practice_reminders", only(ines=302), method="post", data=_plan),
]
