"""Addresses of calendars elsewhere and of the feed of one's own sessions."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, everyone, only


def _calendar(world: World) -> dict[str, Any]:
    return {"pk": world.rows["outside_calendar"].pk}


def _token(world: World) -> dict[str, Any]:
    return {"token": world.rows["feed"].token}


ROWS = [
    Entry("scheduling:outside_calendars", only(tariq=200, nadia=200)),
    Entry("scheduling:outside_calendars", only(tariq=400, nadia=400), method="post"),
    Entry("scheduling:read_calendar", only(tariq=302), _calendar, method="post"),
    Entry("scheduling:remove_calendar", only(tariq=302), _calendar, method="post"),
    Entry("scheduling:restore_calendar", only(tariq=302), _calendar, method="post"),
    Entry("scheduling:own_feed", only(otherwise=200, tariq=302, nadia=302, ines=404)),
    Entry("scheduling:make_feed", only(otherwise=302, ines=404), method="post"),
    Entry("scheduling:revoke_feed", only(otherwise=302, ines=404), method="post"),
    # Alice's, for the program that knows its address.
    Entry("scheduling:feed", everyone(), _token, is_public=True),
]
