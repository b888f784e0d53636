"""What an admin watches over: failed notices and the audit trail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice, WorkerSign
from people.models import Care, User
from privacy import audit
from privacy.models import AuditEntry

ClientFor = Callable[[User | None], Client]


@pytest.fixture
def failed(alice: User) -> Notice:
    now = timezone.now()
    return Notice.objects.create(
        key="failed",
        kind="goal_waiting",
        recipient=alice,
        created_at=now,
        due_at=now,
        try_after=now,
        failed_at=now,
        attempts=6,
        last_error="SMTPServerDisconnected",
    )


def test_a_failed_notice_is_shown_and_tried_again(
    failed: Notice, ines: User, client_for: ClientFor
) -> None:
    client = client_for(ines)
    page = client.get("/practice/notices/").content.decode()
    assert "Alice Moreau" in page
    assert "SMTPServerDisconnected" in page
    client.post(reverse("people:retry_notice", args=[failed.pk]))
    failed.refresh_from_db()
    assert (failed.failed_at, failed.attempts) == (None, 0)
    assert AuditEntry.objects.filter(verb="notice.retry", actor=ines).exists()
    assert "No failed e-mails" in client.get("/practice/notices/").content.decode()


def test_an_absent_worker_is_said(ines: User, client_for: ClientFor) -> None:
    client = client_for(ines)
    page = client.get("/practice/notices/").content.decode()
    assert "Nothing is being sent" in page
    assert "start its two services" in page
    sign = WorkerSign.objects.create(pk=1, seen_at=timezone.now())
    assert (
        "E-mails are going out. Last checked today, "
        in client.get("/practice/notices/").content.decode()
    )
    sign.seen_at -= timedelta(minutes=3)
    sign.save()
    assert "Nothing is being sent" in client.get("/practice/notices/").content.decode()


def verbs(page: Any) -> list[str]:
    """What the page lists, in its order."""
    return [entry.verb for _words, line, _about in page.context["lines"] for entry in line]


def test_the_trail_is_found_by_person_verb_and_day(
    ines: User, alice: User, tariq: User, client_for: ClientFor
) -> None:
    audit.record("goal.propose", actor=alice, row=alice)
    audit.record("note.read", actor=tariq, row=alice)
    client = client_for(ines)

    def rows(**query: str) -> list[str]:
        return verbs(client.get("/practice/audit/", query))

    assert {"goal.propose", "note.read"} <= set(rows())
    assert rows(who="moreau") == ["goal.propose"]
    assert rows(verb="note.read") == ["note.read"]
    assert rows(verb="note.read", who="moreau") == []
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    assert rows(since=tomorrow) == []
    assert "goal.propose" in rows(until=tomorrow)


def test_the_person_is_found_by_how_a_name_begins(
    ines: User, alice: User, bruno: User, client_for: ClientFor
) -> None:
    User.objects.filter(pk=alice.pk).update(full_name="Helena Moreau", email="helena@example.com")
    User.objects.filter(pk=bruno.pk).update(full_name="Ana-Elena Costa", email="ana@example.com")
    audit.record("goal.propose", actor=alice, row=alice)
    audit.record("goal.agree", actor=bruno, row=bruno)
    client = client_for(ines)

    def rows(who: str) -> list[str]:
        return verbs(client.get("/practice/audit/", {"who": who}))

    assert rows("elena") == ["goal.agree"]
    assert rows("helena") == ["goal.propose"]
    assert rows("costa") == ["goal.agree"]
    assert rows("helena mor") == ["goal.propose"]
    assert rows("ana@ex") == ["goal.agree"]


def test_a_patient_is_found_by_what_was_done_in_their_care(
    ines: User, tariq: User, nadia: User, alice: User, care: Care, client_for: ClientFor
) -> None:
    audit.record("note.read", actor=nadia, row=care, care=care)
    audit.record("goal.propose", actor=alice, row=care, care=care)
    audit.record("private_note.write", actor=tariq, row=care, care=care)
    audit.record("agenda.read", actor=tariq, row=care, care=care)
    client = client_for(ines)

    def rows(who: str) -> list[str]:
        return verbs(client.get("/practice/audit/", {"who": who}))

    assert {"note.read", "goal.propose"} <= set(rows("moreau"))
    assert not {"private_note.write", "agenda.read"} & set(rows("moreau")), "the therapist's own"
    assert {"private_note.write", "agenda.read"} <= set(rows("haddad"))
    assert "note.read" not in rows("haddad"), "a therapist is found by what they did alone"


def test_a_row_names_the_patient_it_is_about(
    ines: User, tariq: User, alice: User, care: Care, client_for: ClientFor
) -> None:
    audit.record("note.read", actor=tariq, row=care, care=care)
    audit.record("goal.propose", actor=alice, row=care, care=care)
    audit.record("private_note.write", actor=tariq, row=care, care=care)
    page = client_for(ines).get("/practice/audit/")
    named = {line[0].verb: about for _words, line, about in page.context["lines"]}
    assert named["note.read"] == alice
    assert named["goal.propose"] is None, "who did it stands there already"
    assert named["private_note.write"] is None, "about whom a therapist reflects is theirs to know"
    assert "about Alice Moreau" in page.content.decode()


def test_looking_is_itself_written_down(ines: User, client_for: ClientFor) -> None:
    client_for(ines).get("/practice/audit/")
    assert AuditEntry.objects.filter(verb="audit.read", actor=ines).count() == 1


def test_the_trail_is_paged(
    ines: User, alice: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.views.practice.PAGE", 2)
    for verb in ("goal.propose", "goal.agree", "goal.rate"):
        audit.record(verb, actor=alice, row=alice)
    client = client_for(ines)
    first = client.get("/practice/audit/", {"who": "alice"})
    assert verbs(first) == ["goal.rate", "goal.agree"]
    older = client.get("/practice/audit/", {"who": "alice", "before": first.context["older"]})
    assert verbs(older) == ["goal.propose"]


def test_what_is_repeated_within_a_minute_is_one_line_that_opens_to_all(
    ines: User, alice: User, tariq: User, client_for: ClientFor, time_machine: Any
) -> None:
    begun = timezone.now()
    seconds = (0, 20, 40, 50, 200)
    for actor, later in zip((alice, alice, alice, tariq, alice), seconds, strict=True):
        time_machine.move_to(begun + timedelta(seconds=later), tick=False)
        audit.record("goal.rate", actor=actor, row=alice)
    page = client_for(ines).get("/practice/audit/", {"verb": "goal.rate"})
    assert [len(line) for _words, line, _about in page.context["lines"]] == [1, 1, 3]
    words = page.content.decode()
    assert "3 times within a minute" in words
    for later in seconds:
        local = timezone.localtime(begun + timedelta(seconds=later), ines.tz)
        assert f"{local:%H:%M:%S}" in words


def test_a_sound_trail_is_said_to_be_sound(ines: User, client_for: ClientFor) -> None:
    page = client_for(ines).post("/practice/audit/verify/").content.decode()
    assert "The trail is sound" in page


def test_a_broken_trail_is_said_plainly(ines: User, alice: User, client_for: ClientFor) -> None:
    client = client_for(ines)
    entry = audit.record("goal.propose", actor=alice)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER privacy_auditentry_no_update")
        else:
            cursor.execute("ALTER TABLE privacy_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE privacy_auditentry SET verb = 'x' WHERE id = %s", [entry.pk])
    page = client.post("/practice/audit/verify/").content.decode()
    assert "tampered with" in page
    assert f"entry number {entry.pk} was changed" in page


def test_the_trail_names_rows_in_words(ines: User, alice: User, client_for: ClientFor) -> None:
    audit.record("details.save", actor=alice, row=alice)
    page = client_for(ines).get("/practice/audit/", {"who": "alice"}).content.decode()
    assert '<span class="small">user</span>' in page
    assert "people.user" not in page
    assert AuditEntry(row_label="people.gone").row_name == "people.gone"
