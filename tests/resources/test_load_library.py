"""Putting the files on the shelf."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from people.models import Care
from privacy.models import AuditEntry
from resources.actions import assign, load_library
from resources.actions.library import Loaded
from resources.kinds import Topic
from resources.library_files import LibraryFile, read_all
from resources.models import Homework, LibraryItem

pytestmark = pytest.mark.django_db
FILES = list(read_all())


def test_loading_twice_changes_nothing(now: datetime) -> None:
    assert load_library(files=FILES, at=now) == Loaded(len(FILES), 0, 0)
    before = list(LibraryItem.objects.values())
    assert load_library(files=FILES, at=now + timedelta(days=1)) == Loaded(0, 0, 0)
    assert list(LibraryItem.objects.values()) == before
    assert AuditEntry.objects.filter(verb="library.load").count() == 1


def test_a_changed_text_keeps_its_place(now: datetime) -> None:
    load_library(files=FILES, at=now)
    before = LibraryItem.objects.get(slug=FILES[0].slug)
    changed = replace(FILES[0], title="Another title", topics=(Topic.SLEEP,))
    assert load_library(files=[changed, *FILES[1:]], at=now) == Loaded(0, 1, 0)
    after = LibraryItem.objects.get(slug=FILES[0].slug)
    assert (after.pk, after.title) == (before.pk, "Another title")
    assert [topic.code for topic in after.topics.all()] == ["sleep"]


def test_what_is_gone_is_no_longer_offered_but_homework_stays(care: Care, now: datetime) -> None:
    load_library(files=FILES, at=now)
    item = LibraryItem.objects.get(slug=FILES[0].slug)
    homework = assign(actor=care.therapist, care=care, item=item, at=now)
    assert load_library(files=FILES[1:], at=now) == Loaded(0, 0, 1)
    assert not LibraryItem.objects.published().filter(pk=item.pk).exists()
    assert Homework.objects.todo_for(care.patient).get() == homework
    assert load_library(files=FILES, at=now) == Loaded(0, 1, 0)


def test_leaves_no_trace_when_one_cannot_be_kept(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("resources.actions.library.audit.record", fail)
    with pytest.raises(RuntimeError):
        load_library(files=FILES, at=now)
    assert not LibraryItem.objects.exists()


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_library")
    assert f"{len(FILES)} new" in capsys.readouterr().out
    call_command("load_library")
    assert "0 new, 0 changed, 0 no longer offered" in capsys.readouterr().out


def test_the_command_names_a_wrong_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "wrong.md").write_text("nothing")

    def read_there() -> list[LibraryFile]:
        return list(read_all(tmp_path))

    monkeypatch.setattr("resources.management.commands.load_library.read_all", read_there)
    with pytest.raises(CommandError, match=r"wrong\.md"):
        call_command("load_library")


@pytest.fixture
def found(shelf: None) -> Callable[..., set[str]]:
    def slugs(words: str = "") -> set[str]:
        return set(LibraryItem.objects.published().holding(words).values_list("slug", flat=True))

    return slugs


def test_words_are_found_in_any_case_and_all_of_them(found: Callable[..., set[str]]) -> None:
    assert "sleep-basics" in found("SLEEP clock")
    assert found("sleep xylophone") == set()
    assert len(found("")) == len(FILES)
