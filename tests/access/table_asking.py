"""Addresses of asking for a time, and of waiting for one."""

from typing import Any

from tests.access.people import World
from tests.access.table import Entry, everyone, only


def _pk(name: str) -> Any:
    return lambda world: {"pk": world.rows[name].pk}


def _tariq(world: World) -> dict[str, Any]:
    return {"slug": world.tariq.therapist_profile.slug}


def _wishes(world: World) -> dict[str, Any]:
    return {"service": world.rows["first_service"].pk, "suits": ["0-evening"]}


def _reason(world: World) -> dict[str, Any]:
    return {"reason": "time"}


def _answer(word: str) -> Any:
    return lambda world: {"answer": word}


ROWS = [
    # What is asked of a therapist; both see it, the practice sees that it exists.
    Entry("scheduling:requests", only(tariq=200, nadia=200)),
    Entry("scheduling:request", only(alice=200, tariq=200, ines=200), _pk("request")),
    Entry(
        "scheduling:accept_request",
        only(alice=403, tariq=302, ines=403),
        _pk("request"),
        method="post",
    ),
    Entry("scheduling:decline_request", only(alice=403, tariq=200, ines=403), _pk("request")),
    Entry(
        "scheduling:decline_request",
        only(alice=403, tariq=302, ines=403),
        _pk("request"),
        method="post",
        data=_reason,
    ),
    Entry(
        "scheduling:withdraw_request",
        only(alice=302, tariq=403, ines=403),
        _pk("request"),
        method="post",
    ),
    # Anybody says when it suits them, and signs up for it to be kept.
    Entry("scheduling:join_waitlist", everyone(), _tariq),
    Entry(
        "scheduling:join_waitlist",
        # Alice has met Tariq: a first consultation is not hers to wait for. Staff are told so.
        {**everyone(302), "alice": 400, "tariq": 200, "nadia": 200, "ines": 200},
        _tariq,
        method="post",
        data=_wishes,
        is_public=True,
    ),
    Entry("scheduling:waitlist", only(otherwise=200, ines=404)),
    Entry(
        "scheduling:leave_waitlist",
        only(alice=302, tariq=403, ines=403),
        _pk("entry"),
        method="post",
    ),
    Entry(
        "scheduling:return_to_waitlist",
        only(alice=302, tariq=403, ines=403),
        _pk("entry"),
        method="post",
    ),
    # An offer is for the one it was made to, by whichever way they come.
    Entry("scheduling:offer", only(alice=200), _pk("offer")),
    Entry("scheduling:offer", only(alice=302), _pk("offer"), method="post", data=_answer("take")),
    Entry("scheduling:offer_by_link", only(alice=200), lambda world: {"token": "token"}),
    Entry(
        "scheduling:offer_by_link",
        only(alice=302),
        lambda world: {"token": "token"},
        method="post",
        data=_answer("decline"),
    ),
    Entry("scheduling:offer_by_link", only(), lambda world: {"token": "another"}),
]
