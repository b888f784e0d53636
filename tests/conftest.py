"""The people of the tests. Each stands for a relationship.

Alice is a patient, Tariq is her therapist; Nadia is a therapist who is not hers, Bruno is Nadia's
patient; Ines runs the practice; Mallory is signed in and belongs nowhere.
"""

import asyncio
import gc
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import hypothesis
import pytest
from allauth.account.models import EmailAddress
from asgiref.sync import sync_to_async
from django.core.management.commands import flush
from django.db import connection, connections, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.utils import timezone

from people.models import Care, Practice, Role, TagKind, TherapistProfile, User
from sessions.room.asking import close_connections
from tests.second_factor import give_second_factor

# `make test-long`: no deadline, because ten thousand examples meet a busy moment of the machine.
hypothesis.settings.register_profile("long", max_examples=10_000, deadline=None)
# Beside the stack's journey, which goes first.
hypothesis.settings.register_profile("beside", deadline=None)

PASSWORD = "a long enough passphrase"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what waits for processes that it starts, so that others compute meanwhile."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/tooling/"))


def pytest_collection_finish() -> None:
    """What collecting has left stays to the end: it isn't looked through again for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def make_therapist(email: str, name: str, *, slug: str, zone: str, needs: list[str]) -> User:
    """A therapist with a public page and a second factor."""
    user = User.objects.create_user(
        email, PASSWORD, full_name=name, role=Role.THERAPIST, time_zone=zone
    )
    profile = TherapistProfile.objects.create(
        user=user,
        slug=slug,
        title="Psychologist",
        words="I work calmly and at your pace.",
        licence_number="123",
        licence_jurisdiction="Portugal",
        licence_expires_on=date.today() + timedelta(days=365),
    )
    for kind, codes in (
        (TagKind.NEED, needs),
        (TagKind.APPROACH, ["cbt"]),
        (TagKind.LANGUAGE, ["en"]),
    ):
        for code in codes:
            profile.tags.create(kind=kind, code=code)
    give_second_factor(user)
    return user


def make_patient(email: str, name: str, *, zone: str = "Europe/Lisbon") -> User:
    """A patient who has verified their address."""
    user = User.objects.create_user(email, PASSWORD, full_name=name, time_zone=zone)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The databases, which nobody asks any more when they are taken down: PostgreSQL drops none
    that somebody is connected to. The rooms' threads keep their connections, and the thread on
    which asynchronous tests ask keeps one that was opened while the clock was moved ahead."""
    yield
    close_connections()
    asyncio.run(sync_to_async(connections.close_all)())


@pytest.fixture
def alice(db: None) -> User:
    return make_patient("alice@example.com", "Alice Moreau")


@pytest.fixture
def bruno(db: None) -> User:
    return make_patient("bruno@example.com", "Bruno Costa")


@pytest.fixture
def mallory(db: None) -> User:
    return make_patient("mallory@example.com", "Mallory Stone")


@pytest.fixture
def tariq(db: None) -> User:
    return make_therapist(
        "tariq@example.com",
        "Tariq Haddad",
        slug="tariq-haddad",
        zone="Europe/Berlin",
        needs=["anxiety", "sleep"],
    )


@pytest.fixture
def nadia(db: None) -> User:
    return make_therapist(
        "nadia@example.com",
        "Nadia Novak",
        slug="nadia-novak",
        zone="Europe/Prague",
        needs=["grief"],
    )


@pytest.fixture
def ines(db: None) -> User:
    user = User.objects.create_user(
        "ines@example.com",
        PASSWORD,
        full_name="Ines Ferreira",
        role=Role.ADMIN,
        time_zone="Europe/Lisbon",
    )
    give_second_factor(user)
    return user


@pytest.fixture
def practice(db: None) -> Practice:
    practice = Practice(pk=1, name="Attune", phone="+351 210 000 000")
    practice.save()
    return practice


def open_active_care(patient: User, therapist: User) -> Care:
    now = timezone.now()
    return Care.objects.create(
        patient=patient,
        therapist=therapist,
        opened_at=now,
        opened_by=patient,
        activated_at=now,
        activated_by=therapist,
    )


@pytest.fixture
def care(alice: User, tariq: User) -> Care:
    """Alice with Tariq, active."""
    return open_active_care(alice, tariq)


@pytest.fixture
def nadias_care(bruno: User, nadia: User) -> Care:
    """Bruno with Nadia, active."""
    return open_active_care(bruno, nadia)


@pytest.fixture
def client_for() -> Callable[[User | None], Client]:
    """A browser in which this person is signed in; None is nobody."""

    def signed_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


@pytest.fixture(scope="session", autouse=True)
def databases_are_emptied_quickly() -> Iterator[None]:
    """How rows go after a transactional test; rows that triggers protect go as well.

    SQLite's triggers step aside for it. On PostgreSQL only the tables that have rows are emptied,
    which takes a fraction of truncating all. And nobody makes every model's permissions anew,
    which takes longer than most of these tests: nothing asks for them (`people/access.py`).
    For the whole session, because the database is emptied after a test's own fixtures are gone.
    """
    empty = type(connection.ops).execute_sql_flush

    def on_sqlite(ops: BaseDatabaseOperations, statements: list[str]) -> None:
        with ops.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            empty(ops, statements)
        finally:
            with ops.connection.cursor() as cursor:
                for _name, sql in triggers:
                    cursor.execute(sql)

    def on_postgres(ops: BaseDatabaseOperations, statements: list[str]) -> None:
        tables = ops.connection.introspection.django_table_names(include_views=False)
        rows = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables
        )
        with transaction.atomic(), ops.connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger fires
            cursor.execute(rows)
            for (table,) in cursor.fetchall():
                cursor.execute(f'DELETE FROM "{table}"')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            type(connection.ops),
            "execute_sql_flush",
            on_sqlite if connection.vendor == "sqlite" else on_postgres,
        )
        patch.setattr(flush, "emit_post_migrate_signal", lambda *args, **facts: None)
        yield
