"""Every address × every person."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from importlib import import_module
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from people.models import Care, User
from tests.access.people import NAMES, World
from tests.access.table import Entry, entries, parts
from tests.access.table_house import GUARDED_BY_ALLAUTH

PARTS = parts()


@pytest.fixture
def world(
    alice: User,
    tariq: User,
    nadia: User,
    bruno: User,
    ines: User,
    mallory: User,
    care: Care,
    nadias_care: Care,
) -> World:
    """The named people, and one of each row, built floor by floor."""
    world = World(alice, tariq, nadia, bruno, ines, mallory, care, nadias_care)
    for app in ("people", "intake", "resources", "scheduling", "goals", "sessions"):
        if (Path(__file__).parent.parent / app / "world.py").exists():
            world.rows |= import_module(f"tests.{app}.world").rows(world)
    return world


@pytest.mark.parametrize("part", PARTS)
def test_everyone_gets_what_the_table_says(
    part: str, world: World, client_for: Callable[[User | None], Client]
) -> None:
    """Each entry for all seven, each against an untouched world: whatever happens is undone."""
    keys = {name: client_for(world.person(name)).cookies for name in NAMES}
    client = Client()
    wrong = {}
    for entry in PARTS[part]:
        got = {}
        for name in NAMES:
            client.cookies = deepcopy(keys[name])
            got[name] = answer(entry, world, name, client)
        if got != entry.statuses:
            wrong[str(entry)] = {
                name: f"{got[name]} instead of {entry.statuses[name]}"
                for name in NAMES
                if got[name] != entry.statuses[name]
            }
    assert wrong == {}


def answer(entry: Entry, world: World, name: str, client: Client) -> int:
    """The status this person gets, with everything it did to the database undone."""
    with transaction.atomic():
        mark = transaction.savepoint()
        address = reverse(entry.url, kwargs=entry.kwargs(world)) + entry.query
        response = getattr(client, entry.method)(address, entry.data(world))
        if name == "nobody" and response.status_code == 302 and not entry.is_public:
            assert response["Location"].startswith("/account/login/"), f"{entry}: {address}"
        transaction.savepoint_rollback(mark)
    status: int = response.status_code
    return status


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif pattern.name:
            yield space + pattern.name
        else:
            yield f"unnamed address {pattern.pattern}"


def test_no_address_is_missing_from_the_table() -> None:
    told = {entry.url for entry in entries()}
    known = {
        name
        for name in names(get_resolver().url_patterns)
        if not name.startswith(GUARDED_BY_ALLAUTH)
    }
    assert known - told == set(), "add these to tests/access/table_<app>.py"
    assert told - known == set(), "these addresses are gone"
