"""Addresses of series."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, only


def _pk(name: str) -> Any:
    return lambda world: {"pk": world.rows[name].pk}


def _care(world: World) -> dict[str, Any]:
    return {"care": world.care.pk}


ROWS = [
    # Made by the two of a care. A patient is led to choose a first time before.
    Entry("scheduling:new_series", only(tariq=200, alice=302, ines=403), _care),
    Entry(
        "scheduling:new_series",
        only(tariq=400, alice=400, ines=403),
        _care,
        query="?first_on=2026-01-01&every=weekly-1",
    ),
    Entry("scheduling:new_series", only(tariq=200, alice=302, ines=403), _care, method="post"),
    # Seen by the practice, changed by the two.
    Entry("scheduling:series", only(alice=200, tariq=200, ines=200), _pk("series")),
    Entry("scheduling:move_series", only(alice=200, tariq=200, ines=403), _pk("of_series")),
    Entry(
        "scheduling:move_series",
        only(alice=200, tariq=200, ines=403),
        _pk("of_series"),
        method="post",
    ),
    Entry("scheduling:move_series", only(ines=403), _pk("appointment")),
    Entry("scheduling:cancel_series", only(alice=200, tariq=200, ines=403), _pk("of_series")),
    Entry(
        "scheduling:cancel_series",
        only(alice=400, tariq=400, ines=403),
        _pk("of_series"),
        method="post",
    ),
]
