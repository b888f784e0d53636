"""Filling in on screen: nothing is lost, help comes at once, others find nothing."""

from dataclasses import replace

import pytest
from django.urls import reverse

from intake.actions import complete_response
from intake.models import QuestionnaireResponse, RiskAlert
from intake.readiness import steps
from people.actions import end_care
from people.models import EndReason
from privacy.models import AuditEntry
from tests.intake.conftest import MORE_DAYS, NOT_AT_ALL, SEVERAL_DAYS, verbs_of


@pytest.fixture
def at(care):
    def url(name, instrument="phq-9", **more):
        return reverse(f"intake:{name}", kwargs={"care": care.pk, "instrument": instrument, **more})

    return url


@pytest.fixture
def browser(client_for, alice):
    return client_for(alice)


def stored():
    return QuestionnaireResponse.objects.get().given


def test_each_button_keeps_the_page_first(browser, at, care):
    for go, lands in (
        ("next", at("form_page", "history", page=3)),
        ("back", at("form_page", "history", page=1)),
        ("later", reverse("intake:prepare", kwargs={"care": care.pk})),
        ("review", at("review", "history")),
    ):
        response = browser.post(
            at("form_page", "history", page=2), {"mental-names": f"words of {go}", "go": go}
        )
        assert response["Location"] == lands
        assert stored() == {"mental-names": f"words of {go}"}


def test_the_last_page_leads_to_the_review(browser, at):
    response = browser.post(at("form_page", page=2), {"go": "next"})
    assert response["Location"] == at("review")


def test_what_cannot_be_kept_is_given_back_with_a_word(browser, at):
    too_long = "x" * 201
    response = browser.post(
        at("form_page", "history", page=2),
        {"mental-names": too_long, "mental-hard-times": "My first year"},
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert too_long in page
    assert "longer than we can keep" in page
    assert 'aria-invalid="true"' in page
    assert stored() == {"mental-hard-times": "My first year"}


def test_autosave_says_when_and_what_not(browser, at):
    response = browser.post(
        at("autosave", "history", page=2), {"mental-names": "x" * 201, "mental-care": "yes"}
    )
    told = response.json()
    assert told["saved"].startswith("Saved ")
    assert set(told["errors"]) == {"mental-names"}
    assert told["help"] is False
    assert stored() == {"mental-care": "yes"}


def test_help_comes_with_the_autosave_of_the_answer(browser, at):
    told = browser.post(at("autosave", page=1), {"phq9-9": SEVERAL_DAYS}).json()
    assert told["help"] is True
    assert RiskAlert.objects.get().is_open


def test_the_page_itself_carries_the_help_for_its_script(browser, at):
    page = browser.get(at("form_page", page=1)).content.decode()
    assert page.count("data-risk") == 3
    assert "data-help hidden" in page
    assert "/help-now/" in page


def test_without_a_script_help_stands_on_the_next_page(browser, at, care):
    response = browser.post(at("form_page", page=1), {"phq9-9": SEVERAL_DAYS}, follow=True)
    assert "You don’t have to be alone with it" in response.content.decode()
    home = reverse("intake:prepare", kwargs={"care": care.pk})
    assert "I have read this" in browser.get(home).content.decode()
    browser.post(reverse("intake:help_seen", kwargs={"care": care.pk}))
    assert "I have read this" not in browser.get(home).content.decode()


def test_who_has_read_it_goes_on_where_they_were(browser, at, care):
    browser.post(at("form_page", page=1), {"phq9-9": SEVERAL_DAYS})
    page = at("form_page", "history", page=1)
    assert f'name="next" value="{page}"' in browser.get(page).content.decode()
    seen = reverse("intake:help_seen", kwargs={"care": care.pk})
    checklist = reverse("intake:prepare", kwargs={"care": care.pk})
    assert browser.post(seen, {"next": page})["Location"] == page
    for elsewhere in ("https://example.org/", "//example.org/", ""):
        assert browser.post(seen, {"next": elsewhere})["Location"] == checklist
    assert browser.post(seen, {"next": "nowhere"}).status_code == 302


def test_help_is_shown_in_full_once_and_then_in_one_line(browser, at):
    browser.post(at("form_page", page=1), {"phq9-9": SEVERAL_DAYS})
    page = at("form_page", "history", page=1)
    assert "Nobody reads this form day and night" in browser.get(page).content.decode()
    again = browser.get(page).content.decode()
    assert "Nobody reads this form day and night" not in again
    assert "Find someone to talk to now" in again
    assert "I have read this" in again


def test_a_graver_answer_shows_help_in_full_again(browser, at):
    review = at("review")
    browser.post(at("form_page", page=1), {"phq9-9": SEVERAL_DAYS})
    browser.get(review)
    browser.post(at("form_page", page=1), {"phq9-9": MORE_DAYS})
    assert "Nobody reads this form day and night" in browser.get(review).content.decode()


def test_another_danger_shows_help_in_full_again(browser, at, answer):
    review = at("review")
    answer("history", {"now-safety": ["others"]})
    browser.get(review)
    assert "Nobody reads this form day and night" not in browser.get(review).content.decode()
    answer("history", {"now-safety": ["others", "home"]})
    assert "Nobody reads this form day and night" in browser.get(review).content.decode()


def test_help_stands_after_finishing_too(browser, at):
    browser.post(at("form_page", page=1), {"phq9-9": SEVERAL_DAYS})
    response = browser.post(at("review"), follow=True)
    assert "You don’t have to be alone with it" in response.content.decode()


def test_a_zero_shows_no_help(browser, at):
    response = browser.post(at("form_page", page=1), {"phq9-9": NOT_AT_ALL}, follow=True)
    assert "alone with it" not in response.content.decode()


def test_the_review_shows_what_was_said_and_what_is_open(browser, at, answer):
    answer("phq-9", {"phq9-1": SEVERAL_DAYS})
    page = browser.get(at("review")).content.decode()
    assert "Several days" in page
    assert "8 questions are still open" in page


def test_the_result_is_in_kind_words_with_the_credit_line(browser, at, answer, alice, care, now):
    answer("phq-9", {f"phq9-{n}": SEVERAL_DAYS for n in range(1, 9)} | {"phq9-9": NOT_AT_ALL})
    complete_response(actor=alice, care=care, instrument="phq-9", at=now)
    page = browser.get(at("done")).content.decode()
    assert "some signs of low mood" in page
    assert "8 of 27" in page
    assert "not a diagnosis" in page
    assert "Robert L. Spitzer" in page
    assert "mild" not in page
    assert verbs_of(care)[-1] == "answers.read"


def test_going_on_where_one_was(browser, at, answer):
    assert browser.get(at("form", "history"))["Location"] == at("form_page", "history", page=1)
    answer("history", {"hopes-now": "Sleep"})
    assert browser.get(at("form", "history"))["Location"] == at("form_page", "history", page=2)


def test_a_finished_form_shows_its_result_until_asked_again(browser, at):
    browser.post(at("review", "history"))
    assert browser.get(at("form", "history"))["Location"] == at("done", "history")
    assert "/history/1/" in browser.get(at("form", "history") + "?again")["Location"]


@pytest.mark.parametrize("page", [0, 3])
def test_pages_that_are_not_there(browser, at, page):
    assert browser.get(at("form_page", page=page)).status_code == 404


def test_forms_that_are_not_there(browser, at):
    assert browser.get(at("form_page", "mood-ring", page=1)).status_code == 404
    assert browser.post(at("autosave", "mood-ring", page=1)).status_code == 404


def test_after_the_end_an_open_page_is_told_so(browser, at, care, tariq):
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    assert browser.post(at("autosave", page=1), {"phq9-1": SEVERAL_DAYS}).status_code == 403


def test_choices_are_named_groups(browser, at):
    page = browser.get(at("form_page", page=1)).content.decode()
    assert page.count("<fieldset") == page.count("<legend>") == 9
    assert page.count('type="radio"') == 36


def test_the_therapist_reads_the_story_and_the_reading_is_noted(client_for, tariq, answer, care):
    answer("history", {"hopes-now": "I lie awake", "work-unsaid": "true"})
    page = client_for(tariq).get(reverse("intake:history", kwargs={"care": care.pk}))
    assert "I lie awake" in page.content.decode()
    assert "I can’t put this into words yet" in page.content.decode()
    assert AuditEntry.objects.filter(verb="answers.read", actor_id=tariq.pk).exists()


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory"])
def test_nobody_else_reads_a_word(name, request, client_for, answer, care):
    answer("history", {"hopes-now": "I lie awake"})
    browser = client_for(request.getfixturevalue(name))
    for url in ("history", "measures"):
        assert browser.get(reverse(f"intake:{url}", kwargs={"care": care.pk})).status_code == 404
    assert "answers.read" not in verbs_of(care)


def test_documents_are_signed_on_screen(browser, agreement, care):
    url = reverse("intake:sign", kwargs={"care": care.pk, "kind": agreement.kind})
    unread = browser.post(url, {"document": agreement.pk})
    assert "Tick the box" in unread.content.decode()
    signed = browser.post(url, {"document": agreement.pk, "agree": "on"})
    assert signed["Location"] == reverse("intake:prepare", kwargs={"care": care.pk})
    assert browser.post(url, {"document": "nonsense", "agree": "on"}).status_code == 404


def test_when_all_is_done_nothing_is_called_left(browser, care, now, monkeypatch):
    url = reverse("intake:prepare", kwargs={"care": care.pk})
    assert "What is left" in browser.get(url).content.decode()
    done = [replace(step, done_at=now) for step in steps(care)]
    monkeypatch.setattr("intake.views.prepare.steps", lambda care: done)
    page = browser.get(url).content.decode()
    assert "All prepared" in page
    assert "What is left" not in page


def test_the_contact_form_gives_back_what_was_typed(browser, care, practice):
    url = reverse("intake:contact", kwargs={"care": care.pk})
    response = browser.post(url, {"location": "Rua das Flores", "callback_phone": "later"})
    page = response.content.decode()
    assert "Rua das Flores" in page
    assert "later" in page
    assert "can’t dial" in page


def test_the_practice_looks_before_it_publishes(client_for, ines, agreement):
    url = reverse("intake:publish_document", kwargs={"kind": agreement.kind})
    browser = client_for(ines)
    words = {"title": "Agreement", "body": "## Ours\n\n<script>alert(1)</script> **words**"}
    looked = browser.post(url, words | {"preview": "1"}).content.decode()
    assert "<h2>Ours</h2>" in looked
    assert "<strong>words</strong>" in looked
    assert "<script>alert" not in looked
    assert type(agreement).objects.of_kind(agreement.kind).count() == 1
    browser.post(url, words | {"publish": "1"})
    assert type(agreement).objects.current(agreement.kind).version == 3
    overview = browser.get(reverse("intake:documents")).content.decode()
    assert "Version 3" in overview
