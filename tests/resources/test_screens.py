"""The pages: what each shows, what a failed save gives back, what autosave is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import Care, User
from privacy.models import AuditEntry
from resources import actions
from resources.models import Homework, HomeworkEntry, JournalEntry, LibraryItem

ClientFor = Callable[[User | None], Client]
AUTOSAVE: dict[str, Any] = {"headers": {"Accept": "application/json"}}


def at(name: str, **kwargs: Any) -> str:
    return reverse(f"resources:{name}", kwargs=kwargs)


@pytest.fixture
def alices(care: Care, client_for: ClientFor) -> Client:
    return client_for(care.patient)


@pytest.fixture
def tariqs(care: Care, client_for: ClientFor) -> Client:
    return client_for(care.therapist)


def reads(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("shelf")
class TestLibrary:
    def test_everything_then_one_topic_then_words(self, alices: Client) -> None:
        assert "Worry time" in reads(alices, at("library"))
        sleep = reads(alices, at("library") + "?topic=sleep")
        assert "Sleep, without trying so hard" in sleep
        assert "Thought traps" not in sleep
        assert "Kind breathing" in reads(alices, at("library") + "?kind=breathing")
        assert "One thing found" in reads(alices, at("library") + "?words=yellow+umbrella")
        assert "Nothing like that here" in reads(alices, at("library") + "?words=xylophone")

    def test_what_makes_no_sense_is_left_out(self, alices: Client) -> None:
        assert "Worry time" in reads(alices, at("library") + "?topic=cats&kind=poem")

    def test_an_item_shows_its_words_and_where_they_come_from(self, alices: Client) -> None:
        page = reads(alices, at("item", slug="worry-time"))
        assert "yellow umbrella" in page
        assert "Borkovec" in page
        assert "Give as homework" not in page

    def test_only_a_therapist_can_give(self, tariqs: Client) -> None:
        assert "Give as homework" in reads(tariqs, at("item", slug="worry-time"))

    def test_the_breathing_exercise_brings_its_pacer(self, alices: Client) -> None:
        page = reads(alices, at("item", slug="kind-breathing"))
        assert "data-pacer" in page
        assert "js/exercises/breathing.js" in page

    def test_an_item_that_is_gone_is_not_found(self, alices: Client) -> None:
        LibraryItem.objects.update(withdrawn_at="2026-01-01T00:00Z")
        assert alices.get(at("item", slug="worry-time")).status_code == 404
        assert "The shelf is still empty" in reads(alices, at("library"))


class TestGiving:
    def test_from_an_item(self, tariqs: Client, care: Care, record: LibraryItem) -> None:
        day = date.today() + timedelta(days=7)
        response = tariqs.post(
            at("give", slug=record.slug), {"care": care.pk, "due_on": day, "instructions": "Small."}
        )
        assert response["Location"] == at("given", care=care.pk)
        homework = Homework.objects.get()
        assert (homework.item, homework.due_on, homework.instructions) == (record, day, "Small.")
        assert "is now with Alice" in reads(tariqs, at("given", care=care.pk))

    def test_whom_it_goes_to_has_to_be_chosen(
        self, tariqs: Client, care: Care, record: LibraryItem
    ) -> None:
        page = reads(tariqs, at("give", slug=record.slug))
        assert '<option value="" selected>Choose a patient</option>' in page
        tariqs.post(at("give", slug=record.slug), {"care": "", "instructions": "Small."})
        assert not Homework.objects.exists()

    def test_of_ones_own(self, tariqs: Client, care: Care) -> None:
        tariqs.post(at("assign", care=care.pk), {"title": "A walk", "instructions": "Short."})
        assert Homework.objects.get().title == "A walk"

    def test_a_form_that_fails_gives_the_words_back(self, tariqs: Client, care: Care) -> None:
        page = tariqs.post(at("assign", care=care.pk), {"instructions": "Only a few words."})
        assert "Only a few words." in page.content.decode()
        assert "Give it a title" in page.content.decode()
        yesterday = date.today() - timedelta(days=2)
        page = tariqs.post(at("assign", care=care.pk), {"title": "A walk", "due_on": yesterday})
        assert "already passed" in page.content.decode()
        assert not Homework.objects.exists()

    def test_a_therapist_without_patients_is_told(
        self, nadia: User, record: LibraryItem, client_for: ClientFor
    ) -> None:
        page = reads(client_for(nadia), at("give", slug=record.slug))
        assert "Nobody to give it to yet" in page


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("page", ["assign", "panel"])
def test_a_title_of_ones_own_and_an_item_are_one_too_many(
    page: str, tariqs: Client, care: Care
) -> None:
    htmx: dict[str, Any] = {"headers": {"HX-Request": "true"}} if page == "panel" else {}
    both = {"item": "worry-time", "title": "A walk", "instructions": "Ten minutes."}
    given_back = tariqs.post(at(page, care=care.pk), both, **htmx).content.decode()
    assert "“Worry time” keeps its own title" in given_back
    assert 'value="A walk"' in given_back
    assert "Ten minutes." in given_back
    assert not Homework.objects.exists()
    tariqs.post(at(page, care=care.pk), both | {"title": ""}, **htmx)
    assert Homework.objects.get().title == "Worry time"


class TestDoing:
    def test_the_list_and_the_empty_list(
        self, alices: Client, homework: Homework, mallory: User, client_for: ClientFor
    ) -> None:
        assert "Thought record" in reads(alices, at("homework"))
        assert "Nothing to do at the moment" in reads(client_for(mallory), at("homework"))

    def test_finish_and_share(
        self, alices: Client, homework: Homework, written: dict[str, str]
    ) -> None:
        alices.post(at("finish_homework", pk=homework.pk), {**written, "share": "yes"})
        page = reads(alices, at("do_homework", pk=homework.pk))
        assert "shared with Tariq" in page
        assert "Nobody answered my message." in page

    def test_finish_keeps_it_private_unless_told(
        self, alices: Client, tariqs: Client, homework: Homework, written: dict[str, str]
    ) -> None:
        alices.post(at("finish_homework", pk=homework.pk), written)
        page = reads(tariqs, at("given", care=homework.care_id))
        assert "kept private" in page
        assert "Nobody answered" not in page
        address = at("shared_homework", care=homework.care_id, pk=homework.pk)
        assert tariqs.get(address).status_code == 404

    def test_a_number_that_makes_no_sense_gives_everything_back(
        self, alices: Client, homework: Homework, written: dict[str, str]
    ) -> None:
        for name in ("finish_homework", "save_homework"):
            response = alices.post(at(name, pk=homework.pk), {**written, "strength": "300"})
            assert response.status_code == 422
            assert "Nobody answered my message." in response.content.decode()
            assert 'value="300"' in response.content.decode()
            assert "a whole number from 0 to 100" in response.content.decode()
            reloaded = alices.get(at(name, pk=homework.pk))
            assert reloaded["Location"] == at("do_homework", pk=homework.pk)
        assert not HomeworkEntry.objects.exists()

    def test_save_without_javascript(
        self, alices: Client, homework: Homework, written: dict[str, str]
    ) -> None:
        alices.post(at("save_homework", pk=homework.pk), written)
        assert "begun" in reads(alices, at("homework"))
        assert "Nobody answered" in reads(alices, at("do_homework", pk=homework.pk))

    def test_autosave_says_when_and_what_it_could_not_keep(
        self, alices: Client, homework: Homework, written: dict[str, str]
    ) -> None:
        address = at("save_homework", pk=homework.pk)
        words = alices.post(address, written, **AUTOSAVE).json()["words"]
        assert words.startswith("Saved ")
        assert words.endswith(". Only you can read it.")
        words = alices.post(address, {**written, "strength": "7e9"}, **AUTOSAVE).json()["words"]
        assert words.endswith("Only you can read it. Not kept yet: How strong was it?")
        assert HomeworkEntry.objects.get().answers["situation"] == written["situation"]

    def test_private_holds_from_the_autosave_on_and_sharing_waits_for_done(
        self, alices: Client, tariqs: Client, homework: Homework, written: dict[str, str]
    ) -> None:
        address = at("save_homework", pk=homework.pk)
        hers = at("shared_homework", care=homework.care_id, pk=homework.pk)
        alices.post(at("finish_homework", pk=homework.pk), {**written, "share": "yes"})
        alices.post(at("reopen_homework", pk=homework.pk))
        told = alices.post(address, {**written, "share": "yes"}, **AUTOSAVE).json()
        assert told["words"].endswith(". Tariq can read it.")
        assert told["shared"]
        assert "Nobody answered my message." in reads(tariqs, hers)
        page = reads(alices, at("do_homework", pk=homework.pk))
        assert "until you choose “Keep it private”" in page
        told = alices.post(address, {**written, "share": ""}, **AUTOSAVE).json()
        assert told["words"].endswith(". Only you can read it.")
        assert not told["shared"]
        assert tariqs.get(hers).status_code == 404
        told = alices.post(address, {**written, "share": "yes"}, **AUTOSAVE).json()
        assert told["words"].endswith(". Shared once you press “I’m done”.")
        assert not told["shared"]
        shown = alices.post(address, {**written, "share": "yes"}, follow=True).content.decode()
        assert "Shared once you press “I’m done”." in shown
        assert tariqs.get(hers).status_code == 404

    def test_what_was_taken_back_meanwhile_is_given_back(
        self, alices: Client, homework: Homework, written: dict[str, str], now: datetime
    ) -> None:
        actions.withdraw(actor=homework.care.therapist, homework=homework, at=now)
        address = at("save_homework", pk=homework.pk)
        assert alices.post(address, written, **AUTOSAVE).status_code == 409
        page = alices.post(address, written)
        assert page.status_code == 422
        assert "Nobody answered my message." in page.content.decode()
        assert "Copy what you want to keep" in page.content.decode()


class TestManyRows:
    """A page asks the database the same, however long its list."""

    @pytest.mark.parametrize("page", ["homework", "journal", "library", "given"])
    def test_a_longer_list_asks_no_more(
        self, page: str, alices: Client, tariqs: Client, homework: Homework, now: datetime
    ) -> None:
        care = homework.care
        address = at(page, care=care.pk) if page == "given" else at(page)
        client = tariqs if page == "given" else alices

        def more() -> None:
            given = actions.assign(actor=care.therapist, care=care, item=homework.item, at=now)
            actions.assign(actor=care.therapist, care=care, item=homework.item, at=now)
            actions.finish(actor=care.patient, homework=given, answers={}, share=True, at=now)
            actions.write_journal(
                actor=care.patient, care=care, key=uuid4(), text="A page.", at=now
            )

        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                reads(client, address)
            return len(queries)

        more()
        asked()  # what a process asks only the first time
        once = asked()
        more()
        more()
        assert asked() == once


class TestShared:
    def test_reading_it_is_written_down(
        self, alices: Client, tariqs: Client, homework: Homework, written: dict[str, str]
    ) -> None:
        alices.post(at("finish_homework", pk=homework.pk), {**written, "share": "yes"})
        address = at("shared_homework", care=homework.care_id, pk=homework.pk)
        assert "Nobody answered my message." in reads(tariqs, address)
        entry = AuditEntry.objects.filter(verb="shared.read").get()
        assert entry.actor_id == homework.care.therapist_id

    def test_under_another_care_it_is_not_found(
        self, tariqs: Client, alices: Client, homework: Homework, nadias_care: Care
    ) -> None:
        alices.post(at("finish_homework", pk=homework.pk), {"situation": "x", "share": "yes"})
        address = at("shared_homework", care=nadias_care.pk, pk=homework.pk)
        assert tariqs.get(address).status_code == 404

    def test_only_shared_pages(self, alices: Client, tariqs: Client, care: Care) -> None:
        for text in ("For you to read.", "For nobody."):
            alices.post(at("save_page"), {"key": uuid4(), "text": text})
        page = next(p for p in JournalEntry.objects.all() if p.text == "For you to read.")
        alices.post(at("share_page", pk=page.pk))
        shown = reads(tariqs, at("shared_journal", care=care.pk))
        assert "For you to read." in shown
        assert "For nobody." not in shown
        assert "shared today, " in shown
        alices.post(at("unshare_page", pk=page.pk))
        assert "For you to read." not in reads(tariqs, at("shared_journal", care=care.pk))


class TestJournal:
    def test_write_read_delete_bring_back(self, alices: Client) -> None:
        assert "An empty journal" in reads(alices, at("journal"))
        key = uuid4()
        alices.post(at("save_page"), {"key": key, "text": "I walked to the river."})
        assert "I walked to the river." in reads(alices, at("journal"))
        assert "I walked to the river." in reads(alices, at("page", pk=key))
        alices.post(at("delete_page", pk=key))
        assert "I walked to the river." not in reads(alices, at("journal"))
        assert alices.get(at("page", pk=key)).status_code == 404
        assert "Bring it back" in reads(alices, at("journal"))
        alices.post(at("restore_page", pk=key))
        assert "I walked to the river." in reads(alices, at("journal"))

    def test_autosave_twice_is_one_page(self, alices: Client) -> None:
        key = uuid4()
        for text in ("I", "I walked"):
            told = alices.post(at("save_page"), {"key": key, "text": text}, **AUTOSAVE).json()
            assert told["address"] == at("page", pk=key), "where a reload finds it"
            assert told["words"].startswith("Saved ")
        assert JournalEntry.objects.get().text == "I walked"

    def test_autosave_says_that_a_page_is_too_long_to_be_kept(self, alices: Client) -> None:
        page = {"key": uuid4(), "text": "a" * 20_001}
        answer = alices.post(at("save_page"), page, **AUTOSAVE)
        assert answer.status_code == 409
        assert "20000" in answer.json()["words"].replace(",", "")
        assert not JournalEntry.objects.exists()

    def test_an_empty_page_is_no_complaint_for_autosave(self, alices: Client) -> None:
        told = alices.post(at("save_page"), {"key": uuid4(), "text": " "}, **AUTOSAVE).json()
        assert told == {"words": ""}

    def test_an_empty_page_is_told_to_a_person(self, alices: Client) -> None:
        response = alices.post(at("save_page"), {"key": uuid4(), "text": " "})
        assert response.status_code == 422
        assert "nothing on the page yet" in response.content.decode()

    def test_with_two_therapists_one_chooses(self, alices: Client, care: Care, nadia: User) -> None:
        from people.actions import open_care

        second = open_care(patient=care.patient, therapist=nadia, by=care.patient)
        assert "Who you could share it with" in reads(alices, at("write_page"))
        alices.post(at("save_page"), {"key": uuid4(), "text": "Hello.", "care": second.pk})
        assert JournalEntry.objects.get().care == second

    def test_without_a_care_it_waits(self, mallory: User, client_for: ClientFor) -> None:
        client = client_for(mallory)
        assert "Your journal will be here" in reads(client, at("journal"))
        assert client.get(at("write_page"))["Location"] == at("journal")
