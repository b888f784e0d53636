"""A dump of the whole database holds none of the sentences that people wrote."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from people.models import Care, User
from privacy import fields
from tests.access.people import World

APPS = ("people", "intake", "resources", "scheduling", "goals", "sessions")
TESTS = Path(__file__).parents[1]


def sentences(text: str) -> Iterator[str]:
    """What a person would recognise in an encrypted value: its words, without codes and keys."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)
        elif isinstance(value, str) and " " in value:
            yield value

    try:
        yield from walk(json.loads(text))
    except ValueError:
        yield from walk(text)


# What the practice publishes to everybody: its titles may be quoted in what people keep.
PUBLISHED = {"resources_libraryitem", "intake_document"}


def dump(*, published: bool) -> str:
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            if (table in PUBLISHED) is not published:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            told.append(str(cursor.fetchall()))
    return "\n".join(told)


def test_no_sentence_of_anybody_stands_in_the_clear(
    alice: User,
    tariq: User,
    nadia: User,
    bruno: User,
    ines: User,
    mallory: User,
    care: Care,
    nadias_care: Care,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every app builds its rows; whatever went through the cipher must not be found outside it."""
    written: list[str] = []
    encrypt = fields.encrypt

    def remembering(text: str) -> str:
        written.append(text)
        return encrypt(text)

    monkeypatch.setattr(fields, "encrypt", remembering)
    world = World(alice, tariq, nadia, bruno, ines, mallory, care, nadias_care)
    for app in APPS:
        if (TESTS / app / "world.py").exists():
            world.rows |= import_module(f"tests.{app}.world").rows(world)
    alice.phone = "+351 912 345 678"
    alice.save()

    private = {sentence for text in written for sentence in sentences(text)}
    assert {"Sleep through four nights", "+351 912 345 678"} <= private
    public, kept = dump(published=True), dump(published=False)
    private = {sentence for sentence in private if sentence not in public}
    assert len(private) > 5
    assert [sentence for sentence in sorted(private) if sentence in kept] == []
