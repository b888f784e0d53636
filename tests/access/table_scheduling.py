"""Addresses of finding a therapist and booking; hours and services are in table_hours.py."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, everyone, only


def _pk(name: str) -> Any:
    return lambda world: {"pk": world.rows[name].pk}


def _tariq(world: World) -> dict[str, Any]:
    return {"slug": world.tariq.therapist_profile.slug}


ROWS = [
    # Anybody looks, holds and is asked to sign in only to book.
    Entry("scheduling:directory", everyone()),
    Entry("scheduling:therapist", everyone(), _tariq),
    Entry("scheduling:zone", everyone(302), method="post", is_public=True),
    Entry("scheduling:hold", everyone(302), method="post", is_public=True),
    Entry("scheduling:release", everyone(302), method="post", is_public=True),
    Entry("scheduling:book", everyone()),
    # One's own sessions; the practice sees that there are some, and leaves them alone.
    Entry("scheduling:appointments", only(otherwise=200, ines=404)),
    Entry("scheduling:appointment", only(alice=200, tariq=200, ines=200), _pk("appointment")),
    Entry(
        "scheduling:appointment", only(bruno=200, nadia=200, ines=200), _pk("nadias_appointment")
    ),
    Entry("scheduling:calendar", only(alice=200, tariq=200, ines=200), _pk("appointment")),
    Entry("scheduling:move", only(alice=200, tariq=200, ines=403), _pk("appointment")),
    Entry("scheduling:cancel", only(alice=200, tariq=200, ines=403), _pk("appointment")),
    Entry(
        "scheduling:cancel",
        only(alice=400, tariq=400, ines=403),
        _pk("appointment"),
        method="post",
    ),
    # Groups: the therapist's own; a seat is looked at by anybody.
    Entry("scheduling:groups", only(tariq=200, nadia=200)),
    Entry("scheduling:plan_group", only(tariq=200, nadia=200)),
    Entry("scheduling:group", only(tariq=200), _pk("group")),
    Entry("scheduling:group", only(tariq=400), _pk("group"), method="post"),
    Entry("scheduling:seat", everyone(), _pk("group")),
]
