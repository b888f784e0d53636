"""Every verb that is written into the trail has words, so that no patient reads a code."""

import re
from pathlib import Path

import pytest

from people.access import AUDITED_READS
from people.trail import DEEDS, deed

ROOT = Path(__file__).parents[2]
APPS = ("people", "notices", "privacy", "intake", "resources", "scheduling", "goals", "sessions")
RECORDED = re.compile(r"""(?:audit\.record|\brecord)\(\s*f?"([a-z_]+\.[a-z_{}]+)["{]""")


def recorded() -> set[str]:
    """The verbs as they stand in the code; those made up of parts are left to their own tests."""
    sources = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    found = {verb for path in sources for verb in RECORDED.findall(path.read_text("utf-8"))}
    return {verb for verb in found if "{" not in verb} | set(AUDITED_READS.values())


def test_the_search_finds_what_is_recorded() -> None:
    assert {"goal.agree", "appointment.book", "note.read", "homework.assign"} <= recorded()


def test_every_verb_has_words() -> None:
    assert sorted(recorded() - DEEDS.keys()) == [], "add them to people/trail.py"


@pytest.mark.parametrize("verb", ["second_factor.added", "second_factor.removed"])
def test_a_verb_made_of_parts_has_words_too(verb: str) -> None:
    assert verb in DEEDS


def test_an_unknown_verb_is_still_readable() -> None:
    assert deed("well_being.check_in") == "well being: check in"
