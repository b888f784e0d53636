"""Giving homework, taking it back, giving it again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse

from notices.actions import deliver_due
from notices.models import Notice
from people.actions import end_care, hand_over
from people.errors import Refused
from people.models import Care, EndReason, User
from privacy.models import AuditEntry
from resources.actions import assign, finish, restore, withdraw
from resources.models import Homework, LibraryItem

Trail = Callable[[], list[str]]


class TestAssign:
    def test_from_the_library(
        self, care: Care, record: LibraryItem, now: datetime, trail: Trail
    ) -> None:
        homework = assign(
            actor=care.therapist,
            care=care,
            item=record,
            instructions=" One moment is enough. ",
            due_on=date(2026, 11, 26),
            at=now,
        )
        assert list(Homework.objects.todo_for(care.patient)) == [homework]
        assert homework.title == "Thought record"
        assert homework.instructions == "One moment is enough."
        assert trail() == ["homework.assign"]
        assert AuditEntry.objects.get(verb="homework.assign").detail == {}, "it would tell too much"

    def test_of_ones_own(self, care: Care, now: datetime) -> None:
        homework = assign(actor=care.therapist, care=care, title=" A walk ", at=now)
        assert (homework.title, homework.item) == ("A walk", None)

    def test_needs_a_title(self, care: Care, now: datetime, trail: Trail) -> None:
        with pytest.raises(Refused, match="title"):
            assign(actor=care.therapist, care=care, title="  ", at=now)
        assert not Homework.objects.exists()
        assert not Notice.objects.exists()
        assert trail() == []

    def test_not_for_a_day_that_has_passed_where_the_patient_lives(
        self, care: Care, now: datetime
    ) -> None:
        with pytest.raises(Refused, match="already passed"):
            assign(
                actor=care.therapist,
                care=care,
                title="A walk",
                due_on=now.date() - timedelta(days=1),
                at=now,
            )
        assign(actor=care.therapist, care=care, title="A walk", due_on=now.date(), at=now)

    def test_not_what_is_no_longer_in_the_library(
        self, care: Care, record: LibraryItem, now: datetime
    ) -> None:
        record.withdrawn_at = now
        with pytest.raises(Refused, match="no longer"):
            assign(actor=care.therapist, care=care, item=record, at=now)

    @pytest.mark.parametrize("who", ["nadia", "bruno", "ines", "mallory"])
    def test_others_learn_nothing(
        self, who: str, care: Care, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(Http404):
            assign(actor=request.getfixturevalue(who), care=care, title="A walk", at=now)
        assert not Homework.objects.exists()

    def test_the_patient_may_not(self, care: Care, now: datetime) -> None:
        with pytest.raises(PermissionDenied):
            assign(actor=care.patient, care=care, title="A walk", at=now)

    def test_not_after_the_end(self, care: Care, now: datetime) -> None:
        end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)
        with pytest.raises(PermissionDenied):
            assign(actor=care.therapist, care=care, title="A walk", at=now)

    def test_leaves_no_trace_when_the_letter_cannot_be_written(
        self, care: Care, now: datetime, trail: Trail, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("resources.actions.assigning.enqueue", fail)
        with pytest.raises(RuntimeError):
            assign(actor=care.therapist, care=care, title="A walk", at=now)
        assert not Homework.objects.exists()
        assert trail() == []

    def test_is_ciphertext_in_the_database(self, care: Care, now: datetime) -> None:
        assign(actor=care.therapist, care=care, title="Call my sister", at=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT title, instructions FROM resources_homework")
            assert "sister" not in str(cursor.fetchall())


class TestLetter:
    def test_says_that_something_waits_and_no_more(self, homework: Homework, now: datetime) -> None:
        assert deliver_due(at=now) == 0
        assert deliver_due(at=now + timedelta(minutes=3)) == 1
        letter = mail.outbox[0]
        assert letter.to == ["alice@example.com"]
        assert letter.subject == "Something from Tariq Haddad is waiting for you"
        assert f"/homework/{homework.pk}/" in letter.body
        for word in ("thought", "homework is", "anxi", "mood"):
            assert word not in f"{letter.subject} {letter.body}".lower()

    def test_names_the_day(self, care: Care, now: datetime) -> None:
        assign(actor=care.therapist, care=care, title="A walk", due_on=date(2026, 11, 26), at=now)
        deliver_due(at=now + timedelta(minutes=3))
        assert "for Thursday 26 November or before" in mail.outbox[0].body

    def test_is_not_sent_for_what_was_taken_back_or_is_done(
        self, care: Care, homework: Homework, now: datetime
    ) -> None:
        other = assign(actor=care.therapist, care=care, title="A walk", at=now)
        withdraw(actor=care.therapist, homework=homework, at=now)
        finish(actor=care.patient, homework=other, answers={}, share=False, at=now)
        assert deliver_due(at=now + timedelta(minutes=3)) == 0
        assert mail.outbox == []


class TestWithdraw:
    def test_takes_it_off_the_list_and_can_be_undone(
        self, care: Care, homework: Homework, now: datetime, trail: Trail
    ) -> None:
        for _ in range(2):
            withdraw(actor=care.therapist, homework=homework, at=now)
        assert not Homework.objects.todo_for(care.patient).exists()
        for _ in range(2):
            restore(actor=care.therapist, homework=homework, at=now)
        assert Homework.objects.todo_for(care.patient).exists()
        assert trail() == ["homework.assign", "homework.withdraw", "homework.restore"]

    def test_given_again_is_told_once_in_all(
        self, care: Care, homework: Homework, now: datetime
    ) -> None:
        def take_back_and_give_again() -> None:
            withdraw(actor=care.therapist, homework=homework, at=now)
            restore(actor=care.therapist, homework=homework, at=now)

        take_back_and_give_again()
        assert deliver_due(at=now + timedelta(minutes=3)) == 1
        take_back_and_give_again()
        assert deliver_due(at=now + timedelta(minutes=6)) == 0

    def test_given_again_is_told_when_its_letter_was_held_back(
        self, care: Care, homework: Homework, now: datetime
    ) -> None:
        withdraw(actor=care.therapist, homework=homework, at=now)
        assert deliver_due(at=now + timedelta(minutes=3)) == 0
        restore(actor=care.therapist, homework=homework, at=now)
        assert deliver_due(at=now + timedelta(minutes=6)) == 1

    @pytest.mark.parametrize("verb", [withdraw, restore])
    @pytest.mark.parametrize("who", ["nadia", "bruno", "ines", "mallory"])
    def test_others_learn_nothing(
        self,
        verb: Callable[..., None],
        who: str,
        homework: Homework,
        now: datetime,
        request: pytest.FixtureRequest,
    ) -> None:
        with pytest.raises(Http404):
            verb(actor=request.getfixturevalue(who), homework=homework, at=now)


def test_what_is_open_moves_along_when_the_care_is_handed_over(
    care: Care, homework: Homework, nadia: User, ines: User, now: datetime
) -> None:
    done = assign(actor=care.therapist, care=care, title="A walk", at=now)
    finish(actor=care.patient, homework=done, answers={}, share=True, at=now)
    successor = hand_over(care=care, to=nadia, by=ines)
    assert [row.care for row in Homework.objects.todo_for(care.patient)] == [successor]
    done.refresh_from_db()
    assert done.care == care


def test_homework_that_moved_along_keeps_the_name_of_who_gave_it(
    care: Care,
    homework: Homework,
    nadia: User,
    ines: User,
    client_for: Callable[[User | None], Client],
) -> None:
    def page(reader: User, name: str, **words: object) -> str:
        return client_for(reader).get(reverse(f"resources:{name}", kwargs=words)).content.decode()

    successor = hand_over(care=care, to=nadia, by=ines)
    assert "from Tariq" in page(care.patient, "do_homework", pk=homework.pk)
    assert "given by Tariq" in page(nadia, "given", care=successor.pk)
    for reader in (nadia, care.therapist):
        assert "What was still open went along to Nadia." in page(reader, "given", care=care.pk)
