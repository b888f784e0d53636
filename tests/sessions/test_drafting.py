"""Which of two texts is the newer one."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from sessions.drafting import Kept, Stamp, Verdict, judge

MINE, THEIRS = uuid4(), uuid4()


def test_the_first_text_is_taken() -> None:
    assert judge(Kept(0, None, 0), Stamp(0, MINE, 1)) is Verdict.NEWER


def test_a_window_goes_on_though_its_answer_was_lost() -> None:
    assert judge(Kept(4, MINE, 7), Stamp(3, MINE, 8)) is Verdict.NEWER


def test_a_request_that_was_overtaken_changes_nothing() -> None:
    assert judge(Kept(4, MINE, 7), Stamp(3, MINE, 6)) is Verdict.LATE
    assert judge(Kept(4, MINE, 7), Stamp(4, MINE, 7)) is Verdict.LATE


def test_a_window_that_saw_the_newest_text_may_write() -> None:
    assert judge(Kept(4, THEIRS, 2), Stamp(4, MINE, 1)) is Verdict.NEWER


def test_a_window_that_did_not_is_set_aside() -> None:
    assert judge(Kept(5, THEIRS, 2), Stamp(4, MINE, 1)) is Verdict.ELSEWHERE


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=30))
def test_nothing_unseen_is_ever_overwritten(steps: list[tuple[int, bool]]) -> None:
    """Windows save in any order, some after reading the newest text first."""
    windows = [uuid4() for _ in range(3)]
    seen, turns, kept = [0, 0, 0], [0, 0, 0], Kept(0, None, 0)
    for who, reloads in steps:
        if reloads:
            windows[who], seen[who], turns[who] = uuid4(), kept.revision, 0
        turns[who] += 1
        stamp = Stamp(seen[who], windows[who], turns[who])
        if judge(kept, stamp) is Verdict.NEWER:
            assert seen[who] == kept.revision
            kept = Kept(kept.revision + 1, windows[who], turns[who])
            seen[who] = kept.revision
