"""Doing homework, and choosing what is shared."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason, User
from resources.actions import assign, finish, reopen, save_entry, share, unshare, withdraw
from resources.models import Homework, HomeworkEntry

Trail = Callable[[], list[str]]
Written = dict[str, str]
OTHERS = ["nadia", "bruno", "ines", "mallory"]


def given_to(therapist: User, care: Care) -> Homework:
    """The homework as the therapist's pages get it."""
    assert care.therapist == therapist
    return Homework.objects.for_therapist().get(care=care)


class TestSave:
    def test_keeps_half_an_answer_and_goes_on(
        self, care: Care, homework: Homework, written: Written, now: datetime, trail: Trail
    ) -> None:
        save_entry(actor=care.patient, homework=homework, answers={"situation": "No"}, at=now)
        later = now + timedelta(seconds=3)
        save_entry(actor=care.patient, homework=homework, answers=written, at=later)
        entry = HomeworkEntry.objects.get()
        assert entry.answers == {**written, "strength": 75}
        assert entry.saved_at == later
        assert entry.homework.started_at == now
        assert trail() == ["homework.assign", "homework.start"]

    def test_is_private_at_first(
        self, care: Care, homework: Homework, written: Written, now: datetime
    ) -> None:
        save_entry(actor=care.patient, homework=homework, answers=written, at=now)
        with pytest.raises(HomeworkEntry.DoesNotExist):
            _ = given_to(care.therapist, care).entry

    def test_private_takes_back_at_once_what_was_shared(
        self, care: Care, homework: Homework, written: Written, now: datetime, trail: Trail
    ) -> None:
        finish(actor=care.patient, homework=homework, answers=written, share=True, at=now)
        reopen(actor=care.patient, homework=homework, at=now)
        for _ in range(2):
            save_entry(
                actor=care.patient, homework=homework, answers=written, at=now, keep_private=True
            )
        assert not HomeworkEntry.objects.shared().exists()
        assert trail().count("homework.unshare") == 1

    def test_is_ciphertext_in_the_database(
        self, care: Care, homework: Homework, written: Written, now: datetime
    ) -> None:
        save_entry(actor=care.patient, homework=homework, answers=written, at=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT answers FROM resources_homeworkentry")
            assert "message" not in str(cursor.fetchall())

    @pytest.mark.parametrize("who", OTHERS)
    def test_others_learn_nothing(
        self, who: str, homework: Homework, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        with pytest.raises(Http404):
            save_entry(actor=actor, homework=homework, answers={}, at=now)
        assert not HomeworkEntry.objects.exists()

    def test_the_therapist_may_not_write_in_it(
        self, care: Care, homework: Homework, now: datetime
    ) -> None:
        with pytest.raises(PermissionDenied):
            save_entry(actor=care.therapist, homework=homework, answers={}, at=now)

    def test_refuses_what_was_taken_back_meanwhile(
        self, care: Care, homework: Homework, written: Written, now: datetime, trail: Trail
    ) -> None:
        seen_before = Homework.objects.get(pk=homework.pk)
        withdraw(actor=care.therapist, homework=homework, at=now)
        with pytest.raises(Refused, match="taken this homework back"):
            save_entry(actor=care.patient, homework=seen_before, answers=written, at=now)
        assert not HomeworkEntry.objects.exists()
        assert "homework.start" not in trail()


class TestFinish:
    def test_private(
        self, care: Care, homework: Homework, written: Written, now: datetime, trail: Trail
    ) -> None:
        finish(actor=care.patient, homework=homework, answers=written, share=False, at=now)
        assert not Homework.objects.todo_for(care.patient).exists()
        assert list(Homework.objects.past_for(care.patient)) == [homework]
        assert given_to(care.therapist, care).done_at == now
        assert not HomeworkEntry.objects.shared().exists()
        assert trail()[-1] == "homework.finish"

    def test_shared(self, care: Care, homework: Homework, written: Written, now: datetime) -> None:
        finish(actor=care.patient, homework=homework, answers=written, share=True, at=now)
        assert given_to(care.therapist, care).entry.answers["feeling"] == "Afraid"

    def test_refuses_a_second_window(
        self, care: Care, homework: Homework, written: Written, now: datetime
    ) -> None:
        second = Homework.objects.get(pk=homework.pk)
        finish(actor=care.patient, homework=homework, answers=written, share=False, at=now)
        with pytest.raises(Refused, match="already finished"):
            save_entry(actor=care.patient, homework=second, answers={}, at=now)
        assert HomeworkEntry.objects.get().answers["feeling"] == "Afraid"

    @pytest.mark.parametrize("who", OTHERS)
    def test_others_learn_nothing(
        self, who: str, homework: Homework, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        with pytest.raises(Http404):
            finish(actor=actor, homework=homework, answers={}, share=True, at=now)
        homework.refresh_from_db()
        assert homework.done_at is None

    def test_not_after_the_end(self, care: Care, homework: Homework, now: datetime) -> None:
        end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)
        homework.refresh_from_db()
        with pytest.raises(PermissionDenied):
            finish(actor=care.patient, homework=homework, answers={}, share=True, at=now)

    def test_leaves_no_trace_when_the_trail_cannot_be_written(
        self,
        care: Care,
        homework: Homework,
        written: Written,
        now: datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("resources.actions.doing.audit.record", fail)
        with pytest.raises(RuntimeError):
            finish(actor=care.patient, homework=homework, answers=written, share=True, at=now)
        assert not HomeworkEntry.objects.exists()
        homework.refresh_from_db()
        assert (homework.started_at, homework.done_at) == (None, None)


class TestReopen:
    def test_goes_on_with_what_was_written(
        self, care: Care, homework: Homework, written: Written, now: datetime, trail: Trail
    ) -> None:
        finish(actor=care.patient, homework=homework, answers=written, share=True, at=now)
        for _ in range(2):
            reopen(actor=care.patient, homework=homework, at=now)
        assert Homework.objects.todo_for(care.patient).get().entry.shared_at == now
        save_entry(actor=care.patient, homework=homework, answers=written, at=now)
        assert trail().count("homework.reopen") == 1

    @pytest.mark.parametrize("who", OTHERS)
    def test_others_learn_nothing(
        self, who: str, homework: Homework, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(Http404):
            reopen(actor=request.getfixturevalue(who), homework=homework, at=now)


class TestShare:
    @pytest.fixture
    def finished(self, care: Care, homework: Homework, written: Written, now: datetime) -> Homework:
        finish(actor=care.patient, homework=homework, answers=written, share=False, at=now)
        return homework

    def test_shares_and_takes_back(
        self, care: Care, finished: Homework, now: datetime, trail: Trail
    ) -> None:
        for _ in range(2):
            share(actor=care.patient, homework=finished, at=now)
        assert HomeworkEntry.objects.shared().exists()
        for _ in range(2):
            unshare(actor=care.patient, homework=finished)
        assert not HomeworkEntry.objects.shared().exists()
        assert trail()[-2:] == ["homework.share", "homework.unshare"]

    def test_nothing_written_nothing_shared(
        self, care: Care, homework: Homework, now: datetime, trail: Trail
    ) -> None:
        with pytest.raises(Refused, match="nothing written"):
            share(actor=care.patient, homework=homework, at=now)
        assert "homework.share" not in trail()

    @pytest.mark.parametrize("who", OTHERS)
    def test_others_learn_nothing(
        self, who: str, finished: Homework, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        with pytest.raises(Http404):
            share(actor=actor, homework=finished, at=now)
        with pytest.raises(Http404):
            unshare(actor=actor, homework=finished)
        assert not HomeworkEntry.objects.shared().exists()

    def test_the_therapist_may_neither(self, care: Care, finished: Homework, now: datetime) -> None:
        with pytest.raises(PermissionDenied):
            share(actor=care.therapist, homework=finished, at=now)
        with pytest.raises(PermissionDenied):
            unshare(actor=care.therapist, homework=finished)

    def test_can_be_taken_back_after_the_end(
        self, care: Care, finished: Homework, now: datetime
    ) -> None:
        share(actor=care.patient, homework=finished, at=now)
        end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)
        finished.refresh_from_db()
        unshare(actor=care.patient, homework=finished)
        assert not HomeworkEntry.objects.shared().exists()
        assert list(Homework.objects.past_for(care.patient)) == [finished]


class TestReturned:
    """What the therapist's home shows."""

    def test_the_latest_first_and_only_what_is_new(
        self, care: Care, homework: Homework, written: Written, now: datetime
    ) -> None:
        hour = timedelta(hours=1)
        walk = assign(actor=care.therapist, care=care, title="A walk", at=now)
        old = assign(actor=care.therapist, care=care, title="A letter", at=now)
        assign(actor=care.therapist, care=care, title="Still to do", at=now)
        finish(actor=care.patient, homework=old, answers={}, share=False, at=now - hour)
        finish(actor=care.patient, homework=walk, answers={}, share=False, at=now + hour)
        finish(actor=care.patient, homework=homework, answers=written, share=False, at=now)
        share(actor=care.patient, homework=homework, at=now + 2 * hour)
        returned = list(Homework.objects.returned_to(care.therapist, since=now))
        assert [(row.title, row.came_back_at) for row in returned] == [
            ("Thought record", now + 2 * hour),
            ("A walk", now + hour),
        ]
        with pytest.raises(HomeworkEntry.DoesNotExist):
            _ = returned[1].entry

    def test_nobody_elses(self, care: Care, homework: Homework, nadia: User, now: datetime) -> None:
        finish(actor=care.patient, homework=homework, answers={}, share=True, at=now)
        assert not Homework.objects.returned_to(nadia, since=now).exists()
