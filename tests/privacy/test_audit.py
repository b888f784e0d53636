"""The audit trail: chained, verified, and naming the first entry that was touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from people.models import Care, User
from privacy import audit
from privacy.models import AuditEntry, AuditHead


@contextmanager
def hand_in_the_database() -> Iterator[None]:
    """Somebody with the database's password: the triggers don't stop them. The chain tells."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type='trigger' AND tbl_name=%s",
                ["privacy_auditentry"],
            )
            triggers = [sql for (sql,) in cursor.fetchall()]
            cursor.execute("DROP TRIGGER privacy_auditentry_no_update")
            cursor.execute("DROP TRIGGER privacy_auditentry_no_delete")
        else:
            cursor.execute("ALTER TABLE privacy_auditentry DISABLE TRIGGER USER")
        yield
        if connection.vendor == "sqlite":
            for sql in triggers:
                cursor.execute(sql)
        else:
            cursor.execute("ALTER TABLE privacy_auditentry ENABLE TRIGGER USER")


@pytest.fixture
def trail(alice: User, care: Care) -> list[AuditEntry]:
    return [
        audit.record(verb, actor=alice, row=care, care=care, detail={"n": n, "łzy": "🌧"})
        for n, verb in enumerate(["goal.propose", "goal.agree", "goal.rate", "goal.achieve"])
    ]


def fault() -> audit.Fault:
    found = audit.verify().fault
    assert found
    return found


def test_a_sound_trail(trail: list[AuditEntry], capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.verify() == audit.Verification(4, None)
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert "sound: 4 entries" in said
    assert trail[-1].hash in said, "to be kept elsewhere, where the database's owner can't reach it"


def test_an_empty_trail_is_sound(db: None) -> None:
    assert audit.verify() == audit.Verification(0, None)


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'x'",
        "row_key = 'x'",
        "care_key = ''",
        "origin = '10.0.0.1'",
        "detail = '{}'",
        "actor_id = NULL",
        "row_label = 'x'",
    ],
)
def test_a_change_is_named(change: str, trail: list[AuditEntry]) -> None:
    with hand_in_the_database(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE privacy_auditentry SET {change} WHERE id = %s", [trail[1].pk])
    assert fault().entry_id == trail[1].pk
    with pytest.raises(CommandError, match=f"entry number {trail[1].pk} was changed"):
        call_command("verify_audit")


def test_a_change_with_a_mended_hash_is_named_by_the_next(trail: list[AuditEntry]) -> None:
    with hand_in_the_database():
        entry = AuditEntry.objects.get(pk=trail[1].pk)
        entry.verb = "x"
        AuditEntry.objects.filter(pk=entry.pk).update(verb="x", hash=audit.digest(entry))
    assert fault().entry_id == trail[2].pk
    assert "before" in fault().sentence


def test_one_removed_from_the_middle_is_noticed(trail: list[AuditEntry]) -> None:
    with hand_in_the_database():
        AuditEntry.objects.filter(pk=trail[1].pk).delete()
    assert fault().entry_id == trail[2].pk


def test_the_first_removed_is_noticed(trail: list[AuditEntry]) -> None:
    with hand_in_the_database():
        AuditEntry.objects.filter(pk=trail[0].pk).delete()
    assert fault().entry_id == trail[1].pk


def test_cutting_the_end_is_noticed(trail: list[AuditEntry]) -> None:
    with hand_in_the_database():
        AuditEntry.objects.filter(pk__in=[trail[2].pk, trail[3].pk]).delete()
    assert audit.verify().checked == 2
    assert "the last 2 entries were removed" in fault().sentence


def test_emptying_it_is_noticed(trail: list[AuditEntry]) -> None:
    with hand_in_the_database():
        AuditEntry.objects.all().delete()
    assert "the last 4 entries were removed" in fault().sentence


def test_a_forged_entry_at_the_end_is_noticed(trail: list[AuditEntry]) -> None:
    forged = AuditEntry(at=trail[3].at, verb="care.end", previous_hash=trail[3].hash)
    forged.hash = audit.digest(forged)
    forged.save()
    assert fault().entry_id is None or fault().entry_id == forged.pk


def test_what_is_undone_leaves_no_entry(alice: User) -> None:
    with transaction.atomic():
        audit.record("goal.propose", actor=alice)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 0
    audit.record("goal.propose", actor=alice)
    assert audit.verify() == audit.Verification(1, None)


def test_the_address_is_remembered(alice: User, client: Client) -> None:
    client.force_login(alice)
    entry = AuditEntry.objects.get(verb="account.sign_in")
    assert entry.origin == ""
    with audit.coming_from("198.51.100.7"):
        audit.record("goal.propose", actor=alice)
    assert AuditEntry.objects.get(verb="goal.propose").origin == "198.51.100.7"


def test_an_erased_account_leaves_its_entries(mallory: User) -> None:
    audit.record("goal.propose", actor=mallory)
    mallory.delete()
    assert audit.verify().fault is None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(alice: User) -> None:
    start, errors = Barrier(8), []

    def write() -> None:
        try:
            start.wait()
            for _ in range(5):
                audit.record("goal.rate", actor=alice)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert audit.verify() == audit.Verification(40, None)
    assert AuditHead.objects.get().count == 40
