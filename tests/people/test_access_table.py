"""`docs/access.md` says who may do what; here it is compared with `people.access.RULES`."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from people import access
from people.access import RULES, SEEN_BY, Action
from people.actions import end_care, hand_over
from people.models import Care, EndReason, User
from tests.conftest import make_patient, make_therapist, open_active_care

DOC = Path(__file__).parents[2] / "docs" / "access.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
REFRESH = "refresh it with: REFRESH_DOCS=1 python -m pytest tests/people/test_access_table.py"

ROLES = ("patient", "therapist", "successor", "another therapist", "admin", "another patient")

OF_NO_CARE = {
    Action.ANSWER_HELP,
    Action.ASK_FOR_HELP,
    Action.KEEP_FEED,
    Action.KEEP_HOURS,
    Action.KEEP_USUAL_AGENDA,
    Action.PLAN_GROUPS,
    Action.READ_LIBRARY,
    Action.RUN_PRACTICE,
}


def shown(open_: bool, ended: bool) -> str:
    """One cell: yes, only while care is open, only after it has ended, or nothing."""
    return {(True, True): "yes", (True, False): "while open", (False, True): "after"}.get(
        (open_, ended), ""
    )


@pytest.fixture
def table(
    alice: User, tariq: User, nadia: User, ines: User, mallory: User, care: Care
) -> dict[Action, dict[str, str]]:
    """Each rule, asked of each role, about an open care and about one that was handed over."""
    lena = make_therapist("lena@example.com", "Lena Vogt", slug="lena", zone="UTC", needs=[])
    ended = open_active_care(make_patient("carla@example.com", "Carla Reis"), tariq)
    hand_over(care=ended, to=nadia, by=ines)
    ended.refresh_from_db()
    people = {
        "patient": (alice, ended.patient),
        "therapist": (tariq, tariq),
        "successor": (nadia, nadia),
        "another therapist": (lena, lena),
        "admin": (ines, ines),
        "another patient": (mallory, mallory),
    }
    return {
        action: {
            role: shown(
                access.allows(now, action, care),
                access.allows(then, action, ended),
            )
            for role, (now, then) in people.items()
        }
        for action in Action
    }


def written(table: dict[Action, dict[str, str]]) -> str:
    lines = ["| what | " + " | ".join(ROLES) + " |", "|---" * (len(ROLES) + 1) + "|"]
    for action, cells in table.items():
        words = f"{action.value} <br>`{action.name}`"
        lines.append(f"| {words} | " + " | ".join(cells[role] for role in ROLES) + " |")
    return "\n".join(lines)


def test_the_page_says_what_the_code_does(
    table: dict[Action, dict[str, str]],
) -> None:
    page = DOC.read_text(encoding="utf-8")
    now = f"{BEGIN}\n{written(table)}\n{END}"
    refreshed = re.sub(rf"{BEGIN}.*?{END}", lambda _: now, page, flags=re.DOTALL)
    if os.environ.get("REFRESH_DOCS"):
        DOC.write_text(refreshed, encoding="utf-8")
    assert DOC.read_text(encoding="utf-8") == refreshed, f"docs/access.md is old; {REFRESH}"


def test_every_action_has_a_rule() -> None:
    assert RULES.keys() == set(Action)


def test_a_missing_rule_raises(alice: User, care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, Action.READ_NOTE)
    with pytest.raises(KeyError):
        access.allows(alice, Action.READ_NOTE, care)


def test_nobody_else_reaches_a_care(table: dict[Action, dict[str, str]]) -> None:
    """What a stranger may do is what anybody signed in may do, with no care at all."""
    for action, cells in table.items():
        if action not in OF_NO_CARE:
            assert cells["another therapist"] == "", action.name
            assert cells["another patient"] == "", action.name


def test_admins_read_no_part_of_the_record(table: dict[Action, dict[str, str]]) -> None:
    clinical = [
        Action.READ_ANSWERS,
        Action.READ_CONTACT,
        Action.READ_GOALS,
        Action.READ_HOMEWORK,
        Action.READ_SHARED,
        Action.READ_OPENING,
        Action.READ_NOTE,
        Action.KEEP_PRIVATE_NOTE,
        Action.KEEP_AGENDA,
        Action.READ_SUMMARY,
        Action.READ_KEPT,
        Action.READ_FEEDBACK,
        Action.KEEP_JOURNAL,
    ]
    assert [action.name for action in clinical if table[action]["admin"]] == []


def test_psychotherapy_notes_are_their_authors_alone(
    table: dict[Action, dict[str, str]],
) -> None:
    cells = table[Action.KEEP_PRIVATE_NOTE]
    assert {role for role, cell in cells.items() if cell} == {"therapist"}


def test_nothing_is_written_after_the_end_by_those_it_was_open_to(
    alice: User, tariq: User, care: Care
) -> None:
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    for action in (Action.BOOK, Action.WORK_ON_GOALS, Action.GIVE_HOMEWORK, Action.JOIN_ROOM):
        assert not access.allows(alice, action, care)
        assert not access.allows(tariq, action, care)


def test_somebody_suspended_may_do_nothing(tariq: User, care: Care) -> None:
    tariq.is_active = False
    assert not any(access.allows(tariq, action, care) for action in Action)


def test_lists_and_single_rows_agree(
    care: Care,
    nadias_care: Care,
    request: pytest.FixtureRequest,
) -> None:
    """`cares()` answers for lists what `allows()` answers for one."""
    everybody: Callable[[str], User] = request.getfixturevalue
    for name in ("alice", "tariq", "nadia", "bruno", "mallory"):
        for action in set(Action) - OF_NO_CARE:
            one_by_one = {
                one.pk for one in (care, nadias_care) if access.allows(everybody(name), action, one)
            }
            assert {one.pk for one in access.cares(everybody(name), action)} == one_by_one


def test_what_may_be_seen_is_told_apart_from_what_does_not_exist() -> None:
    for action, seen_by in SEEN_BY.items():
        assert seen_by in RULES
        assert seen_by is not action
