"""Addresses of finding a therapist, booking, and keeping hours."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, everyone, only


def _pk(name: str) -> Any:
    return lambda world: {"pk": world.rows[name].pk}


def _tariq(world: World) -> dict[str, Any]:
    return {"slug": world.tariq.therapist_profile.slug}


def _service(world: World) -> dict[str, Any]:
    return {"name": "Session", "minutes": 50, "modality": "video", "audience": "existing"}


def _rules(world: World) -> dict[str, Any]:
    return {
        "name": "Attune",
        "time_zone": "Europe/Lisbon",
        "hold_minutes": 10,
        "minimum_notice_hours": 12,
        "book_ahead_days": 42,
        "cancel_until_hours": 24,
        "join_early_minutes": 10,
    }


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
    # A therapist's own hours.
    Entry("scheduling:hours", only(tariq=200, nadia=200)),
    Entry("scheduling:add_time_off", only(tariq=400, nadia=400), method="post"),
    Entry("scheduling:remove_time_off", only(tariq=302), _pk("time_off"), method="post"),
    # The practice's services and rules.
    Entry("scheduling:services", only(ines=200)),
    Entry("scheduling:offer_service", only(ines=200)),
    Entry("scheduling:offer_service", only(ines=302), method="post", data=_service),
    Entry("scheduling:service", only(ines=200), _pk("service")),
    Entry("scheduling:retire_service", only(ines=302), _pk("service"), method="post"),
    Entry("scheduling:rules", only(ines=200)),
    Entry("scheduling:rules", only(ines=302), method="post", data=_rules),
]
