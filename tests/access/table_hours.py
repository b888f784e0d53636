"""Addresses of a therapist's hours, of the practice's services and rules, and of invitations."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, only


def _pk(name: str) -> Any:
    return lambda world: {"pk": world.rows[name].pk}


def _invite(world: World) -> dict[str, Any]:
    return {"care": world.care.pk, "service": world.rows["by_invitation"].pk}


def _service(world: World) -> dict[str, Any]:
    return {
        "name": "Session",
        "minutes": 50,
        "modality": "video",
        "audience": "existing",
        "seats": 1,
        "everybody_offers": "True",
        "buffer_before": 0,
        "buffer_after": 0,
    }


def _rules(world: World) -> dict[str, Any]:
    return {
        "name": "Attune",
        "country": "PT",
        "time_zone": "Europe/Lisbon",
        "currency": "EUR",
        "hold_minutes": 10,
        "minimum_notice_hours": 12,
        "book_ahead_days": 42,
        "cancel_until_hours": 24,
        "move_until_hours": 24,
        "offer_minutes": 240,
        "answer_hours": 48,
        "join_early_minutes": 10,
    }


def _a_day(world: World) -> dict[str, Any]:
    return {"day": (world.now.date()).isoformat()}


ROWS = [
    # A therapist's own hours.
    Entry("scheduling:hours", only(tariq=200, nadia=200)),
    Entry("scheduling:week", only(tariq=200, nadia=200)),
    Entry("scheduling:week", only(tariq=400, nadia=400), method="post"),
    Entry("scheduling:drop_week", only(), method="post"),
    Entry("scheduling:changes", only(tariq=200, nadia=200)),
    Entry("scheduling:add_extra_hours", only(tariq=400, nadia=400), method="post"),
    Entry("scheduling:remove_extra_hours", only(tariq=302), _pk("extra_hours"), method="post"),
    Entry("scheduling:add_time_off", only(tariq=400, nadia=400), method="post"),
    Entry("scheduling:leave", only(tariq=200), _pk("time_off")),
    Entry("scheduling:leave", only(tariq=409), _pk("time_off"), method="post"),
    Entry("scheduling:remove_time_off", only(tariq=302), _pk("time_off"), method="post"),
    Entry("scheduling:keep_holidays", only(tariq=302, nadia=302), method="post"),
    Entry("scheduling:work_on_holiday", only(tariq=302, nadia=302), method="post", data=_a_day),
    Entry("scheduling:limits", only(tariq=200, nadia=200)),
    Entry("scheduling:limits", only(tariq=400, nadia=400), method="post"),
    Entry("scheduling:pause", only(tariq=302, nadia=302), method="post"),
    Entry("scheduling:resume", only(tariq=302, nadia=302), method="post"),
    # Services by invitation, from the patient's page.
    Entry("scheduling:invite", only(tariq=302), _invite, method="post"),
    Entry(
        "scheduling:withdraw_invitation", only(tariq=302), _pk("service_invitation"), method="post"
    ),
    # The practice's services and rules.
    Entry("scheduling:services", only(ines=200)),
    Entry("scheduling:offer_service", only(ines=200)),
    Entry("scheduling:offer_service", only(ines=302), method="post", data=_service),
    Entry("scheduling:service", only(ines=200), _pk("service")),
    Entry("scheduling:retire_service", only(ines=302), _pk("service"), method="post"),
    Entry("scheduling:restore_service", only(ines=302), _pk("retired_service"), method="post"),
    Entry("scheduling:rules", only(ines=200)),
    Entry("scheduling:rules", only(ines=302), method="post", data=_rules),
]
