"""Addresses of a session on the phone: Alice's with Tariq, which is on now."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, only


def called(world: World) -> dict[str, Any]:
    return {"appointment": world.rows["called"].pk}


ROWS = [
    Entry("sessions:phone", only(alice=200, tariq=200), called),
    Entry("sessions:phone_number", only(tariq=200), called, method="post"),
    Entry("sessions:to_phone", only(tariq=302), called, method="post"),
    Entry("sessions:back_to_room", only(tariq=302), called, method="post"),
    Entry("sessions:call", only(tariq=302), called, method="post"),
    Entry(
        "sessions:call_outcome",
        only(tariq=302),
        called,
        method="post",
        data=lambda world: {"outcome": "not-reached"},
    ),
    Entry("sessions:end_phone", only(tariq=302), called, method="post"),
    Entry("sessions:own_number", only(alice=200), called),
    Entry(
        "sessions:own_number",
        only(alice=302),
        called,
        method="post",
        data=lambda world: {"phone": "+351 912 345 642"},
    ),
]
