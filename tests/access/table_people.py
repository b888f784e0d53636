"""Addresses about people: one's own, the practice's, and the two that anybody may open."""

from pathlib import PurePath
from typing import Any

from tests.access.people import World
from tests.access.table import Entry, everyone, only, signed_in
from tests.people.world import TOKEN

therapists = only(tariq=200, nadia=200)
therapists_moved_on = only(tariq=302, nadia=302)
patients = only(alice=200, bruno=200, mallory=200)
admins = only(ines=200)
admins_moved_on = only(ines=302)


def tariq(world: World) -> dict[str, Any]:
    return {"pk": world.tariq.pk}


def invitation(world: World) -> dict[str, Any]:
    return {"pk": world.rows["invitation"].pk}


ROWS = [
    Entry("people:details", signed_in()),
    Entry("people:seen", patients),
    Entry("people:profile", therapists),
    Entry("people:preview", therapists),
    Entry("people:save_photo", therapists, method="post"),
    Entry("people:remove_photo", therapists_moved_on, method="post"),
    Entry("people:photo", everyone(), lambda world: {"name": PurePath(world.rows["photo"]).stem}),
    Entry("people:accept", everyone(), lambda world: {"token": TOKEN}),
    Entry("people:accept", everyone(410), lambda world: {"token": "guessed"}),
    Entry("people:clinicians", admins),
    Entry("people:invite", admins),
    Entry("people:resend", admins_moved_on, invitation, method="post"),
    Entry("people:revoke", admins_moved_on, invitation, method="post"),
    Entry("people:clinician", admins, tariq),
    Entry("people:licence", admins_moved_on, tariq, method="post"),
    Entry(
        "people:suspend",
        admins_moved_on,
        tariq,
        method="post",
        data=lambda world: {"reason": "A complaint is being looked into"},
    ),
    Entry("people:reinstate", admins_moved_on, tariq, method="post"),
    Entry("people:part", admins, tariq),
    Entry(
        "people:part",
        admins_moved_on,
        tariq,
        method="post",
        data=lambda world: {str(world.care.pk): str(world.nadia.pk), "although_unsigned": "on"},
    ),
    Entry("people:notices", admins),
    Entry(
        "people:retry_notice",
        admins_moved_on,
        lambda world: {"pk": world.rows["failed_notice"].pk},
        method="post",
    ),
    Entry("people:audit", admins),
    Entry("people:verify_audit", admins, method="post"),
]
