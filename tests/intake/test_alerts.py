"""A risk answer opens an alert with the answer itself; only the therapist closes it, in words."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from intake.actions import acknowledge_help, close_alert, complete_response
from intake.models import RiskAlert
from notices.actions import deliver_due
from notices.models import Notice
from people.actions import hand_over, part_with, suspend
from people.errors import Refused
from tests.intake.conftest import (
    EVERY_DAY,
    MORE_DAYS,
    NOT_AT_ALL,
    SEVERAL_DAYS,
    reads_answer,
    verbs_of,
)


@pytest.fixture
def alert(answer):
    return answer("phq-9", {"phq9-9": SEVERAL_DAYS}).alert


def test_opens_at_the_save_of_the_answer_not_at_the_end(answer, care, now):
    saved = answer("phq-9", {"phq9-9": SEVERAL_DAYS})
    alert = RiskAlert.objects.get()
    assert saved.alert == alert
    assert (alert.care, alert.response, alert.opened_at) == (care, saved.response, now)
    assert alert.weights == {"phq9-9": 1}
    assert alert.is_open
    assert not alert.response.is_complete
    assert verbs_of(care) == ["alert.open", "answers.save"]


@pytest.mark.parametrize("chosen", [NOT_AT_ALL, ""])
def test_a_zero_or_nothing_opens_none(answer, chosen):
    assert answer("phq-9", {"phq9-1": EVERY_DAY, "phq9-9": chosen}).alert is None
    assert not RiskAlert.objects.exists()


def test_the_story_can_open_one_too(answer):
    assert answer("history", {"now-safety": ["home"]}).alert is not None


def test_once_per_response(answer, alice, care, now):
    answer("phq-9", {"phq9-9": SEVERAL_DAYS})
    answer("phq-9", {"phq9-1": SEVERAL_DAYS})
    complete_response(actor=alice, care=care, instrument="phq-9", at=now)
    assert RiskAlert.objects.count() == 1


def test_finishing_alone_opens_it_when_no_save_did(answer, alice, care, now):
    draft = answer("phq-9", {"phq9-1": SEVERAL_DAYS}).response
    type(draft).objects.filter(pk=draft.pk).update(answers={"phq9-9": EVERY_DAY})
    complete_response(actor=alice, care=care, instrument="phq-9", at=now)
    assert RiskAlert.objects.get().weights == {"phq9-9": 3}


def test_taking_the_answer_back_closes_nothing(answer, alert):
    saved = answer("phq-9", {"phq9-9": NOT_AT_ALL})
    assert saved.alert is None
    alert.refresh_from_db()
    assert alert.is_open
    assert alert.weights == {"phq9-9": 1}


def test_a_graver_answer_is_noted_on_the_open_alert(answer, alert):
    answer("phq-9", {"phq9-9": EVERY_DAY})
    alert.refresh_from_db()
    assert alert.weights == {"phq9-9": 3}
    assert RiskAlert.objects.count() == 1


def test_the_page_shows_the_answer_that_opened_it(answer, alert, client_for):
    page = reads_answer(client_for, alert)
    assert "<strong>Several days</strong>" in page
    assert "1 of 3 points" in page
    assert "afterwards" not in page


def test_the_page_shows_it_also_when_the_answer_was_changed(answer, alert, client_for):
    answer("phq-9", {"phq9-9": NOT_AT_ALL})
    page = reads_answer(client_for, alert)
    assert "<strong>Several days</strong>" in page
    assert "Changed afterwards to “Not at all”." in page
    answer("phq-9", {"phq9-9": ""})
    page = reads_answer(client_for, alert)
    assert "<strong>Several days</strong>" in page
    assert "taken back later" in page


def test_the_page_shows_a_graver_answer_and_what_became_of_it(answer, alert, client_for):
    answer("phq-9", {"phq9-9": EVERY_DAY})
    answer("phq-9", {"phq9-9": SEVERAL_DAYS})
    page = reads_answer(client_for, alert)
    assert "<strong>Nearly every day</strong>" in page
    assert "Changed afterwards to “Several days”." in page


def test_a_lesser_answer_takes_nothing_from_the_open_alert(answer, alert):
    answer("phq-9", {"phq9-9": EVERY_DAY})
    answer("phq-9", {"phq9-9": MORE_DAYS})
    alert.refresh_from_db()
    assert (alert.weights, alert.said) == ({"phq9-9": 3}, {"phq9-9": EVERY_DAY})


def test_after_closing_only_a_graver_answer_opens_it_anew(answer, alert, tariq, now):
    close_alert(actor=tariq, alert=alert, outcome="Called her.", at=now)
    assert answer("phq-9", {"phq9-1": SEVERAL_DAYS}).alert is None
    anew = answer("phq-9", {"phq9-9": EVERY_DAY}, at=now + timedelta(hours=1)).alert
    assert RiskAlert.objects.open().get() == anew
    close_alert(actor=tariq, alert=anew, outcome="Called her again.", at=now)
    for lesser in (MORE_DAYS, SEVERAL_DAYS, EVERY_DAY):
        assert answer("phq-9", {"phq9-9": lesser}).alert is None


def test_the_letter_says_nothing_clinical_and_is_not_sent_once_closed(alert, tariq, now):
    deliver_due(at=now + timedelta(minutes=1))
    (letter,) = mail.outbox
    assert letter.to == ["tariq@example.com"]
    told = f"{letter.subject} {letter.body}"
    assert str(alert.pk) in told
    for word in ("Alice", "PHQ", "risk", "dead", "hurt", "alert of", "questionnaire"):
        assert word not in told


def test_no_letter_for_an_alert_that_was_closed_first(alert, tariq, now):
    close_alert(actor=tariq, alert=alert, outcome="Called her.", at=now)
    deliver_due(at=now + timedelta(minutes=1))
    assert mail.outbox == []


def test_closing_keeps_who_when_and_the_words(alert, tariq, care, now):
    later = now + timedelta(hours=1)
    close_alert(actor=tariq, alert=alert, outcome="  Called her; she is safe. ", at=later)
    alert.refresh_from_db()
    assert not alert.is_open
    assert (alert.closed_by, alert.closed_at) == (tariq, later)
    assert alert.outcome == "Called her; she is safe."
    assert verbs_of(care)[-1] == "alert.close"
    assert not RiskAlert.objects.open_for(tariq).exists()


@pytest.mark.parametrize("outcome", ["", "   \n"])
def test_does_not_close_without_words(alert, tariq, now, outcome):
    with pytest.raises(Refused):
        close_alert(actor=tariq, alert=alert, outcome=outcome, at=now)
    alert.refresh_from_db()
    assert alert.is_open


def test_does_not_close_twice(alert, tariq, now):
    close_alert(actor=tariq, alert=alert, outcome="Called her.", at=now)
    with pytest.raises(Refused):
        close_alert(actor=tariq, alert=alert, outcome="Something else.", at=now)
    alert.refresh_from_db()
    assert alert.outcome == "Called her."


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory"])
def test_others_find_no_alert(name, request, alert, now):
    with pytest.raises(Http404):
        close_alert(actor=request.getfixturevalue(name), alert=alert, outcome="x", at=now)


def test_the_patient_does_not_close_it(alert, alice, now):
    with pytest.raises(PermissionDenied):
        close_alert(actor=alice, alert=alert, outcome="I am fine", at=now)


def test_a_closed_alert_does_not_change(alert, tariq, now):
    close_alert(actor=tariq, alert=alert, outcome="Called her.", at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAlert.objects.update(closed_at=None, closed_by=None, outcome="")
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAlert.objects.all().delete()


def test_leaves_no_trace_when_closing_fails(alert, tariq, now, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the audit trail is broken")

    monkeypatch.setattr("intake.actions.alerts.audit.record", broken)
    with pytest.raises(RuntimeError):
        close_alert(actor=tariq, alert=alert, outcome="Called her.", at=now)
    alert.refresh_from_db()
    assert alert.is_open


def test_reading_the_help_is_noted_and_closes_nothing(alert, alice, care, now):
    acknowledge_help(actor=alice, care=care, at=now)
    alert.refresh_from_db()
    assert alert.seen_help_at == now
    assert alert.is_open
    acknowledge_help(actor=alice, care=care, at=now + timedelta(minutes=1))
    assert verbs_of(care).count("alert.help_seen") == 1


def test_only_the_patient_says_so(alert, tariq, care, now):
    with pytest.raises(PermissionDenied):
        acknowledge_help(actor=tariq, care=care, at=now)


def test_waits_for_the_therapist_of_the_care_alone(alert, tariq, nadia):
    assert list(RiskAlert.objects.open_for(tariq)) == [alert]
    assert list(RiskAlert.objects.open_for(nadia)) == []


def test_goes_along_when_the_care_is_handed_over(alert, care, tariq, nadia, ines, now):
    successor = hand_over(care=care, to=nadia, by=ines)
    assert list(RiskAlert.objects.open_for(tariq)) == []
    assert list(RiskAlert.objects.open_for(nadia)) == [alert]
    assert Notice.objects.filter(kind="risk_alert", recipient=nadia).exists()
    alert.refresh_from_db()
    assert alert.care == successor
    close_alert(actor=nadia, alert=alert, outcome="Met her today.", at=now)
    assert not RiskAlert.objects.open().exists()


def test_no_care_is_closed_over_it_when_the_therapist_leaves(alert, care, tariq, nadia, ines, now):
    with pytest.raises(Refused, match="Hand it over") as refusal:
        part_with(actor=ines, therapist=tariq, handover={care.pk: None}, at=now)
    assert "alert" not in str(refusal.value.message), "an admin learns nothing of what was answered"
    care.refresh_from_db()
    assert care.is_open
    part_with(actor=ines, therapist=tariq, handover={care.pk: nadia}, at=now)
    assert list(RiskAlert.objects.open_for(nadia)) == [alert]


def test_while_the_therapist_is_suspended_the_admins_are_asked_to_decide(
    answer, tariq, ines, practice, now
):
    suspend(actor=ines, user=tariq, reason="A question", at=now)
    tariq.refresh_from_db()
    alert = answer("phq-9", {"phq9-9": SEVERAL_DAYS}).alert
    assert alert.is_open
    deliver_due(at=now + timedelta(minutes=1))
    (letter,) = [letter for letter in mail.outbox if letter.to == [ines.email]]
    assert f"/practice/clinicians/{tariq.pk}/" in letter.body
    assert "Alice" not in letter.body


def test_while_the_therapist_is_there_no_admin_hears_of_it(answer, ines, now):
    answer("phq-9", {"phq9-9": SEVERAL_DAYS})
    assert not Notice.objects.filter(recipient=ines).exists()
