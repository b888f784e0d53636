"""Addresses of the library, homework and the journal."""

from collections.abc import Callable
from typing import Any

from tests.access.people import World
from tests.access.table import Entry, Statuses, only, signed_in

PATIENTS = only(alice=200, bruno=200, mallory=200)
ALICE = only(alice=200)
TARIQ = only(tariq=200)


def row(name: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": world.rows[name].pk}


def care(world: World) -> dict[str, Any]:
    return {"care": world.care.pk}


def item(world: World) -> dict[str, Any]:
    return {"slug": world.rows["item"].slug}


def shared(world: World) -> dict[str, Any]:
    return care(world) | row("shared_homework")(world)


def unshared(world: World) -> dict[str, Any]:
    return care(world) | row("private_homework")(world)


def gives(world: World) -> dict[str, Any]:
    return {"care": str(world.care.pk)}


def writes(world: World) -> dict[str, Any]:
    return {"key": str(world.rows["page"].pk), "text": "More."}


def posts(name: str, who: str, kwargs: Callable[[World], dict[str, Any]]) -> Entry:
    """A post that leads on for one person; for everybody else the row does not exist."""
    return Entry(f"resources:{name}", only(**{who: 302}), kwargs, method="post")


def reads(name: str, statuses: Statuses, kwargs: Callable[[World], dict[str, Any]]) -> Entry:
    return Entry(f"resources:{name}", statuses, kwargs)


ROWS = [
    Entry("resources:library", signed_in()),
    reads("item", signed_in(), item),
    reads("give", only(tariq=200, nadia=200), item),
    # Nadia may give the item, but not to Alice: she is told to choose one of her own patients.
    Entry("resources:give", only(tariq=302, nadia=200), item, method="post", data=gives),
    # the patient's homework
    Entry("resources:homework", PATIENTS),
    reads("do_homework", ALICE, row("homework")),
    reads("do_homework", ALICE, row("private_homework")),
    reads("do_homework", only(bruno=200), row("brunos_homework")),
    posts("save_homework", "alice", row("homework")),
    posts("finish_homework", "alice", row("homework")),
    posts("reopen_homework", "alice", row("private_homework")),
    posts("share_homework", "alice", row("private_homework")),
    posts("unshare_homework", "alice", row("shared_homework")),
    # the journal
    Entry("resources:journal", PATIENTS),
    Entry("resources:write_page", only(alice=200, bruno=200, mallory=302)),
    Entry(
        "resources:save_page",
        # Bruno and Mallory post to Alice's page: for him it does not exist, she has no journal.
        only(alice=302, mallory=422),
        method="post",
        data=writes,
    ),
    reads("page", ALICE, row("page")),
    reads("page", ALICE, row("shared_page")),
    reads("page", only(), row("deleted_page")),
    reads("page", only(bruno=200), row("brunos_page")),
    posts("share_page", "alice", row("page")),
    posts("unshare_page", "alice", row("shared_page")),
    posts("delete_page", "alice", row("page")),
    posts("restore_page", "alice", row("deleted_page")),
    # the therapist's
    reads("assign", TARIQ, care),
    Entry("resources:assign", only(tariq=302), care, method="post", data=lambda _: {"title": "A"}),
    posts("withdraw", "tariq", row("homework")),
    posts("restore", "tariq", row("withdrawn_homework")),
    reads("given", TARIQ, care),
    reads("panel", TARIQ, care),
    # What is not a whole form is shown again with what is missing.
    Entry("resources:panel", TARIQ, care, method="post"),
    reads("shared_homework", TARIQ, shared),
    reads("shared_homework", only(), unshared),
    reads("shared_journal", TARIQ, care),
]
