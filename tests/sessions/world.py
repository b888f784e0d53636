"""The meeting's part of the small world of the tests."""

from typing import Any

from tests.access.people import World
from tests.sessions import world_notes


def rows(world: World) -> dict[str, Any]:
    return world_notes.rows(world)
