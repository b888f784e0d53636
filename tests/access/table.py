"""The table itself: every address and what each person gets there.

Each app keeps its own part in `tests/access/table_<app>.py` as ``ROWS: list[Entry]``; the world its
addresses need is built by `tests/<app>/world.py`, ``rows(world) -> dict``, whose results are found
under `World.rows`. `test_table.py` walks the URLconf and fails on any address missing here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.access.people import NAMES, World

SIGN_IN = 302
Statuses = dict[str, int]


def only(status: int = 200, /, *, otherwise: int = 404, **people: int) -> Statuses:
    """`otherwise` for everybody signed in, the sign-in page for nobody, exceptions by name."""
    told = dict.fromkeys(NAMES, otherwise) | {"nobody": SIGN_IN}
    return told | people


def everyone(status: int = 200) -> Statuses:
    """The same for all seven, signed in or not."""
    return dict.fromkeys(NAMES, status)


def signed_in(status: int = 200) -> Statuses:
    """The same for all who are signed in."""
    return dict.fromkeys(NAMES, status) | {"nobody": SIGN_IN}


@dataclass(frozen=True)
class Entry:
    """One address: URL name, how to find its arguments in the world, method, statuses by name.

    `statuses` are of a plain GET (or POST with `data`). A redirect of nobody leads to the sign-in
    page unless the address `is_public`.
    """

    url: str
    statuses: Statuses
    kwargs: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    method: str = "get"
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    query: str = ""
    is_public: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.url}{self.query}"


def parts() -> dict[str, list[Entry]]:
    """The parts of the table by the name of their app."""
    files = sorted(Path(__file__).parent.glob("table_*.py"))
    return {
        file.stem.removeprefix("table_"): import_module(f"tests.access.{file.stem}").ROWS
        for file in files
    }


def entries() -> list[Entry]:
    """The whole table."""
    return [entry for part in parts().values() for entry in part]
