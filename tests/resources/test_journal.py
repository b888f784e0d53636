"""The journal: writing, sharing, deleting, bringing back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import Http404

from people.actions import end_care, open_care
from people.errors import Refused
from people.models import Care, EndReason, User
from resources.actions import (
    delete_journal,
    purge_journal,
    restore_journal,
    share_journal,
    unshare_journal,
    write_journal,
)
from resources.kinds import MOST_CHARACTERS
from resources.models import JournalEntry
from resources.tasks import purge_deleted_pages

Trail = Callable[[], list[str]]
OTHERS = ["tariq", "nadia", "bruno", "ines", "mallory"]
KEY = UUID("6f4f1f1e-0000-4000-8000-000000000001")


@pytest.fixture
def page(care: Care, now: datetime) -> JournalEntry:
    return write_journal(
        actor=care.patient, care=care, key=KEY, text="I walked to the river.", at=now
    )


class TestWrite:
    def test_the_same_key_is_the_same_page(
        self, care: Care, page: JournalEntry, now: datetime, trail: Trail
    ) -> None:
        later = now + timedelta(seconds=5)
        write_journal(actor=care.patient, care=care, key=KEY, text=" And back. \r\n", at=later)
        only = JournalEntry.objects.get()
        assert (only.text, only.written_at, only.saved_at) == ("And back.", now, later)
        assert trail() == ["journal.write"]

    def test_an_empty_page_is_no_page(self, care: Care, now: datetime, trail: Trail) -> None:
        with pytest.raises(Refused, match="nothing on the page"):
            write_journal(actor=care.patient, care=care, key=KEY, text=" \n", at=now)
        assert not JournalEntry.objects.exists()
        assert trail() == []

    def test_emptying_a_page_does_not_lose_it(
        self, care: Care, page: JournalEntry, now: datetime
    ) -> None:
        with pytest.raises(Refused):
            write_journal(actor=care.patient, care=care, key=KEY, text="", at=now)
        assert JournalEntry.objects.get().text == "I walked to the river."

    def test_a_page_has_an_end(self, care: Care, now: datetime) -> None:
        text = "x" * (MOST_CHARACTERS + 1)
        with pytest.raises(Refused, match="full"):
            write_journal(actor=care.patient, care=care, key=KEY, text=text, at=now)

    def test_not_on_a_deleted_page(self, care: Care, page: JournalEntry, now: datetime) -> None:
        delete_journal(actor=care.patient, entry=page, at=now)
        with pytest.raises(Refused, match="deleted"):
            write_journal(actor=care.patient, care=care, key=KEY, text="More.", at=now)

    def test_nobody_writes_over_somebody_elses_page(
        self, page: JournalEntry, nadias_care: Care, now: datetime
    ) -> None:
        with pytest.raises(Http404):
            write_journal(
                actor=nadias_care.patient, care=nadias_care, key=KEY, text="Mine now.", at=now
            )
        assert JournalEntry.objects.get().text == "I walked to the river."

    @pytest.mark.parametrize("who", OTHERS)
    def test_not_in_somebody_elses_journal(
        self, who: str, care: Care, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        with pytest.raises(Http404):
            write_journal(actor=actor, care=care, key=uuid4(), text="x", at=now)
        assert not JournalEntry.objects.exists()

    def test_is_ciphertext_in_the_database(self, page: JournalEntry) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM resources_journalentry")
            assert "river" not in str(cursor.fetchall())


class TestShare:
    def test_shares_and_takes_back(
        self, care: Care, page: JournalEntry, now: datetime, trail: Trail
    ) -> None:
        assert not JournalEntry.objects.shared().exists()
        for _ in range(2):
            share_journal(actor=care.patient, entry=page, at=now)
        assert list(JournalEntry.objects.shared_with(care.therapist, since=now)) == [page]
        for _ in range(2):
            unshare_journal(actor=care.patient, entry=page)
        assert not JournalEntry.objects.shared().exists()
        assert trail() == ["journal.write", "journal.share", "journal.unshare"]

    def test_with_the_therapist_of_today(
        self, care: Care, page: JournalEntry, nadia: User, now: datetime
    ) -> None:
        end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)
        page.refresh_from_db()
        with pytest.raises(Refused, match="no therapist"):
            share_journal(actor=care.patient, entry=page, at=now)
        present = open_care(patient=care.patient, therapist=nadia, by=care.patient)
        share_journal(actor=care.patient, entry=page, at=now)
        assert page.care == present
        assert not JournalEntry.objects.shared_with(care.therapist, since=now).exists()

    def test_can_be_taken_back_after_the_end(
        self, care: Care, page: JournalEntry, now: datetime
    ) -> None:
        share_journal(actor=care.patient, entry=page, at=now)
        end_care(care=care, by=care.therapist, reason=EndReason.COMPLETED)
        unshare_journal(actor=care.patient, entry=page)
        assert not JournalEntry.objects.shared().exists()

    @pytest.mark.parametrize("who", OTHERS)
    def test_others_learn_nothing(
        self, who: str, page: JournalEntry, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        with pytest.raises(Http404):
            share_journal(actor=actor, entry=page, at=now)
        with pytest.raises(Http404):
            unshare_journal(actor=actor, entry=page)
        assert not JournalEntry.objects.shared().exists()


class TestDelete:
    def test_is_gone_for_the_therapist_at_once_and_comes_back_private(
        self, care: Care, page: JournalEntry, now: datetime, trail: Trail
    ) -> None:
        share_journal(actor=care.patient, entry=page, at=now)
        for _ in range(2):
            delete_journal(actor=care.patient, entry=page, at=now)
        assert not JournalEntry.objects.shared().exists()
        for _ in range(2):
            restore_journal(actor=care.patient, entry=page, at=now + timedelta(hours=23))
        back = JournalEntry.objects.kept().get()
        assert (back.text, back.shared_at) == ("I walked to the river.", None)
        assert trail()[-2:] == ["journal.delete", "journal.restore"]

    def test_after_a_day_it_is_gone_for_good(
        self, care: Care, page: JournalEntry, now: datetime, trail: Trail
    ) -> None:
        delete_journal(actor=care.patient, entry=page, at=now)
        assert purge_journal(at=now + timedelta(hours=23)) == 0
        tomorrow = now + timedelta(days=1)
        with pytest.raises(Refused, match="gone"):
            restore_journal(actor=care.patient, entry=page, at=tomorrow)
        assert purge_journal(at=tomorrow) == 1
        assert not JournalEntry.objects.exists()
        assert trail()[-1] == "journal.purge"

    def test_the_worker_removes_them(
        self, care: Care, page: JournalEntry, now: datetime, trail: Trail
    ) -> None:
        delete_journal(actor=care.patient, entry=page, at=now - timedelta(days=400))
        assert purge_deleted_pages() == 1

    @pytest.mark.parametrize("who", OTHERS)
    def test_others_learn_nothing(
        self, who: str, page: JournalEntry, now: datetime, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        with pytest.raises(Http404):
            delete_journal(actor=actor, entry=page, at=now)
        with pytest.raises(Http404):
            restore_journal(actor=actor, entry=page, at=now)
        assert JournalEntry.objects.kept().exists()
