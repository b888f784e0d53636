"""Where several dangers may be ticked, an alert keeps each. An old one claims none."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from intake.actions import close_alert, complete_response
from intake.models import RiskAlert
from notices.actions import deliver_due
from notices.models import Notice
from people.errors import Refused
from tests.intake.conftest import MORE_DAYS, SEVERAL_DAYS, reads_answer, verbs_of

SELF = "I think about hurting myself or ending my life"
OTHERS = "I am afraid I could hurt someone"
HOME = "Someone makes me feel unsafe, at home or elsewhere"
NOT_KEPT = "was not kept with this alert"


@pytest.fixture
def ticks(answer):
    """Alice ticks: `ticks("others", "home")`; nothing takes the answer back."""
    return lambda *codes: answer("history", {"now-safety": [*codes] or ""}).alert


@pytest.fixture
def old(answer):
    """An alert from before answers were kept with it, with what the form says now."""

    def keep(weight, *codes):
        alert = answer("history", {"now-safety": [*codes]}).alert
        assert alert
        RiskAlert.objects.filter(pk=alert.pk).update(hits={"now-safety": weight})
        return RiskAlert.objects.get(pk=alert.pk)

    return keep


def close(alert, by, at):
    close_alert(actor=by, alert=alert, outcome="Called her.", at=at)


@pytest.mark.parametrize(
    ("steps", "said", "weight"),
    [
        ([["others"], ["others", "home"], ["others"]], ["others", "home"], 1),
        ([["home"], ["self"]], ["home", "self"], 2),
        ([["self"], ["home"], ["none"]], ["self", "home"], 2),
        ([["others"], ["home"], ["others"]], ["others", "home"], 1),
        ([["home"], [], ["others"], []], ["home", "others"], 1),
        ([["home"], ["home", "talk"]], ["home"], 1),
        ([["home", "talk"], ["self", "home"]], ["home", "talk", "self"], 2),
        ([["self", "others", "home"], ["home"]], ["self", "others", "home"], 2),
    ],
)
def test_an_open_alert_keeps_every_danger_that_was_ticked(ticks, care, steps, said, weight):
    for codes in steps:
        ticks(*codes)
    alert = RiskAlert.objects.get()
    assert alert.hits == {"now-safety": {"weight": weight, "answer": said}}
    assert verbs_of(care).count("alert.open") == 1
    assert Notice.objects.filter(kind="risk_alert").count() == 1


def test_what_is_added_is_told_once_the_letter_before_is_out(ticks, tariq):
    ticks("others")
    ticks("others", "home")
    deliver_due(at=timezone.now())
    assert [letter.to for letter in mail.outbox] == [[tariq.email]]
    ticks("others")
    deliver_due(at=timezone.now())
    assert len(mail.outbox) == 1, "nothing new"
    ticks("self", "others")
    deliver_due(at=timezone.now())
    assert [letter.to for letter in mail.outbox] == [[tariq.email]] * 2
    assert RiskAlert.objects.count() == 1


def test_the_page_shows_every_danger_and_what_became_of_them(ticks, client_for):
    alert = ticks("others")
    ticks("others", "home")
    page = reads_answer(client_for, alert)
    assert f"<strong>{OTHERS}</strong>" in page
    assert f"<strong>{HOME}</strong>" in page
    assert "afterwards" not in page
    ticks("others")
    page = reads_answer(client_for, alert)
    assert f"<strong>{HOME}</strong>" in page
    assert f"Changed afterwards to “{OTHERS}”." in page


def test_the_page_tells_apart_answers_of_the_same_weight(ticks, client_for):
    alert = ticks("home")
    before = reads_answer(client_for, alert)
    ticks("others")
    after = reads_answer(client_for, alert)
    assert after.startswith(before.removesuffix("</div>").rstrip())
    assert f"<strong>{OTHERS}</strong>" in after
    assert f"Changed afterwards to “{OTHERS}”." in after


@pytest.mark.parametrize("then", [["others", "home"], ["home"], ["self"], ["others", "self"]])
def test_after_closing_another_danger_opens_it_anew(ticks, care, tariq, now, then):
    first = ticks("others")
    close(first, tariq, now)
    anew = ticks(*then)
    assert anew is not None
    assert anew != first
    assert anew.is_open
    assert anew.said == {"now-safety": then}
    assert verbs_of(care).count("alert.open") == 2
    assert Notice.objects.filter(kind="risk_alert", about=anew.pk, recipient=tariq).exists()


@pytest.mark.parametrize("then", [["others"], ["home"], ["home", "talk"], ["none"], []])
def test_after_closing_what_it_holds_already_opens_nothing(ticks, tariq, now, then):
    ticks("others")
    close(ticks("others", "home"), tariq, now)
    assert ticks(*then) is None
    assert not RiskAlert.objects.open().exists()


def test_a_lesser_danger_of_another_kind_opens_it_anew(ticks, tariq, now):
    close(ticks("self"), tariq, now)
    assert ticks("self") is None
    assert ticks("self", "home") is not None


def test_a_closed_alert_takes_nothing_in(ticks, tariq, now):
    alert = ticks("others")
    close(alert, tariq, now)
    ticks("others", "home")
    alert.refresh_from_db()
    assert alert.said == {"now-safety": ["others"]}


def test_finishing_the_form_raises_nothing_more(ticks, alice, care, tariq, now):
    close(ticks("others", "home"), tariq, now)
    complete_response(actor=alice, care=care, instrument="history", at=now)
    assert RiskAlert.objects.count() == 1


def test_an_old_alert_is_read_by_its_weight(answer, client_for):
    alert = answer("phq-9", {"phq9-9": SEVERAL_DAYS}).alert
    RiskAlert.objects.filter(pk=alert.pk).update(hits={"phq9-9": 2})
    page = reads_answer(client_for, RiskAlert.objects.get())
    assert "<strong>More than half the days</strong>" in page
    assert "Changed afterwards to “Several days”." in page


def test_an_old_alert_says_what_the_form_still_says(old, client_for):
    page = reads_answer(client_for, old(1, "home"))
    assert f"<strong>{HOME}</strong>" in page
    assert OTHERS not in page
    assert "afterwards" not in page
    assert NOT_KEPT not in page


def test_an_old_alert_knows_the_one_choice_that_weighs_that_much(old, ticks, client_for):
    alert = old(2, "self")
    ticks("none")
    page = reads_answer(client_for, alert)
    assert f"<strong>{SELF}</strong>" in page
    assert "Changed afterwards to “None of these”." in page


def test_an_old_alert_claims_nothing_that_it_does_not_know(old, ticks, client_for):
    alert = old(1, "home")
    ticks("none")
    page = reads_answer(client_for, alert)
    assert NOT_KEPT in page
    for word in (SELF, OTHERS, HOME, "afterwards", "taken back"):
        assert word not in page
    ticks()
    page = reads_answer(client_for, alert)
    assert NOT_KEPT in page
    assert "taken back later" in page


def test_an_old_open_alert_takes_in_another_danger(old, ticks):
    alert = old(1, "others")
    ticks("home")
    alert.refresh_from_db()
    assert alert.hits == {"now-safety": {"weight": 1, "answer": ["others", "home"]}}


def test_an_old_alert_that_no_longer_knows_takes_in_what_is_said_now(old, ticks):
    alert = old(1, "others")
    ticks("none")
    ticks("home")
    alert.refresh_from_db()
    assert alert.hits == {"now-safety": {"weight": 1, "answer": ["home"]}}


def test_after_closing_an_old_alert_the_same_answer_opens_nothing(
    old, ticks, alice, care, tariq, now
):
    close(old(1, "others"), tariq, now)
    assert ticks("others") is None
    complete_response(actor=alice, care=care, instrument="history", at=now)
    assert RiskAlert.objects.count() == 1


@pytest.mark.parametrize("then", [["others", "home"], ["home"], ["self"]])
def test_after_closing_an_old_alert_another_danger_opens_it_anew(old, ticks, tariq, now, then):
    close(old(1, "others"), tariq, now)
    assert ticks(*then).said == {"now-safety": then}


def test_after_closing_an_old_alert_only_a_graver_single_answer_opens_it_anew(answer, tariq, now):
    alert = answer("phq-9", {"phq9-9": MORE_DAYS}).alert
    RiskAlert.objects.filter(pk=alert.pk).update(hits={"phq9-9": 2})
    close(RiskAlert.objects.get(), tariq, now)
    assert answer("phq-9", {"phq9-9": SEVERAL_DAYS}).alert is None
    assert answer("phq-9", {"phq9-9": MORE_DAYS}).alert is None


def test_what_was_added_meanwhile_is_read_before_it_is_closed(ticks, tariq, client_for, now):
    """Neither the page nor the verb closes more than was seen; what was written stays."""
    alert = ticks("others")
    client, address = client_for(tariq), reverse("intake:alert", args=[alert.pk])
    written = {"outcome": "Called her; she is safe.", "seen": _stamp(client.get(address))}
    alert.seen_help_at = now
    alert.save()
    ticks("others", "home")
    with pytest.raises(Refused, match="Something was added"):
        close(alert, tariq, now)
    refused = client.post(address, written)
    page = refused.content.decode()
    assert "Something was added to this alert since you opened it." in page
    assert HOME in page
    assert written["outcome"] in page
    assert "has not marked it as read yet" in page
    again = client.post(address, {**written, "seen": _stamp(refused)})
    assert again.status_code == 302
    assert not RiskAlert.objects.open().exists()


def _stamp(page):
    found = re.search(r'name="seen" value="(\w+)"', page.content.decode())
    assert found
    return found[1]
