"""A dump of the sample practice's database holds none of its clinical sentences."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from config.demo.seed import ensure_session_soon, seed
from config.demo.stories import STORIES, sentences
from goals.models import Wording
from sessions.models import ProgressNote


def dump() -> str:
    """Every value of every table, as the database holds it."""
    told: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(told)


@pytest.fixture
def sample_practice(db: None) -> None:
    now = timezone.now()
    seed(at=now)
    ensure_session_soon(at=now)


@pytest.mark.usefixtures("sample_practice")
def test_the_sample_practice_has_no_clinical_sentence_in_clear() -> None:
    clear = dump()
    assert "Elena Lindqvist" in clear, "names are not encrypted: the dump is a real one"
    assert [sentence for sentence in sentences() if sentence in clear] == []


@pytest.mark.usefixtures("sample_practice")
def test_the_sentences_that_are_looked_for_are_really_there() -> None:
    """Otherwise the test above could not fail."""
    wordings = {wording.text for wording in Wording.objects.all()}
    assert {goal.words for story in STORIES for goal in story.goals} <= wordings
    noted = {text for note in ProgressNote.objects.all() for text in note.texts.values()}
    assert {
        text for story in STORIES for meeting in story.sessions for text in meeting.note.values()
    } <= noted


@pytest.mark.usefixtures("sample_practice")
def test_the_audit_trail_of_the_sample_practice_is_sound(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("verify_audit")
    assert "is sound" in capsys.readouterr().out
