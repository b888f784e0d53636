"""Texts in versions; a signature keeps the words; a new version is signed again."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from intake.actions import publish_document, sign_document, withdraw_consent
from intake.models import Document, DocumentKind, Signature
from intake.readiness import agreements_to_sign, has_consent, steps
from intake.shipped import load_documents
from notices.actions import deliver_due
from people.errors import Refused
from tests.intake.conftest import verbs_of


def publish(ines, now, body="## New\n\nWords."):
    return publish_document(
        actor=ines, kind=DocumentKind.TELEHEALTH_CONSENT, title="Consent", body=body, at=now
    )


def test_loading_twice_is_loading_once(db, now, capsys):
    call_command("load_documents")
    call_command("load_documents")
    assert "nothing new" in capsys.readouterr().out
    assert Document.objects.count() == len(DocumentKind)


def test_loading_leaves_the_practice_its_own_text(consent, ines, now):
    own = publish(ines, now)
    assert load_documents(at=now) == []
    assert Document.objects.current(DocumentKind.TELEHEALTH_CONSENT) == own


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (DocumentKind.SESSION_AGREEMENT, "50 minutes"),
        (DocumentKind.SESSION_AGREEMENT, "weekly or every two weeks"),
        (DocumentKind.SESSION_AGREEMENT, "confidential"),
        (DocumentKind.SESSION_AGREEMENT, "Nobody records"),
        (DocumentKind.SESSION_AGREEMENT, "Between sessions"),
        (DocumentKind.SESSION_AGREEMENT, "your booking page names"),
        (DocumentKind.SESSION_AGREEMENT, "2 minutes"),
        (DocumentKind.SESSION_AGREEMENT, "your therapist calls you"),
        (DocumentKind.SESSION_AGREEMENT, "where you are right now"),
        (DocumentKind.SESSION_AGREEMENT, "date of birth"),
        (DocumentKind.SESSION_AGREEMENT, "emergency contact"),
        (DocumentKind.TELEHEALTH_CONSENT, "What it cannot do"),
        (DocumentKind.TELEHEALTH_CONSENT, "A risk remains"),
        (DocumentKind.TELEHEALTH_CONSENT, "What the technology is for"),
        (DocumentKind.TELEHEALTH_CONSENT, "In an emergency"),
        (DocumentKind.TELEHEALTH_CONSENT, "You can stop"),
        (DocumentKind.TELEHEALTH_CONSENT, "care in person"),
    ],
)
def test_says_what_every_online_session_needs_in_writing(agreement, kind, words):
    assert words in Document.objects.current(kind).body


def test_the_agreement_promises_no_number_of_hours_that_the_practice_can_change(agreement):
    lines = [line for line in agreement.body.splitlines() if "cancel" in line]
    assert lines
    assert not any(re.search(r"\d|hour", line) for line in lines)


def test_where_the_first_version_is_in_force_the_second_is_the_one_to_sign(consent, now):
    newer = Document.objects.current(DocumentKind.SESSION_AGREEMENT)
    Document.objects.create(
        kind="session-agreement",
        version=1,
        title="Session agreement",
        body="24 hours",
        published_at=now,
    )
    assert newer.version == 2
    assert Document.objects.current(DocumentKind.SESSION_AGREEMENT) == newer


def test_a_signature_keeps_version_words_person_and_time(consent, alice, care, now):
    signature = sign_document(actor=alice, care=care, document=consent, at=now)
    assert signature.document == consent
    assert signature.text == consent.body
    assert (signature.person, signature.signed_at, signature.withdrawn_at) == (alice, now, None)
    assert verbs_of(care) == ["document.sign"]


def test_signing_twice_is_signing_once(consent, alice, care, now):
    first = sign_document(actor=alice, care=care, document=consent, at=now)
    again = sign_document(actor=alice, care=care, document=consent, at=now + timedelta(hours=1))
    assert again == first
    assert Signature.objects.count() == 1


def test_the_agreement_is_signed_by_both(agreement, alice, tariq, care, now):
    sign_document(actor=alice, care=care, document=agreement, at=now)
    step = next(step for step in steps(care) if step.code == DocumentKind.SESSION_AGREEMENT)
    assert step.done
    assert step.waiting == "Tariq will sign too"
    sign_document(actor=tariq, care=care, document=agreement, at=now)
    step = next(step for step in steps(care) if step.code == DocumentKind.SESSION_AGREEMENT)
    assert step.waiting == ""


def test_the_therapist_does_not_consent_for_the_patient(consent, tariq, care, now):
    with pytest.raises(PermissionDenied):
        sign_document(actor=tariq, care=care, document=consent, at=now)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("nadia", Http404), ("bruno", Http404), ("mallory", Http404), ("ines", PermissionDenied)],
)
def test_others_do_not_sign(name, refusal, request, agreement, care, now):
    with pytest.raises(refusal):
        sign_document(actor=request.getfixturevalue(name), care=care, document=agreement, at=now)
    assert not Signature.objects.exists()


def test_a_new_version_is_to_be_signed_again(consent, alice, ines, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    newer = publish(ines, now)
    assert newer.version == consent.version + 1
    step = next(step for step in steps(care) if step.code == DocumentKind.TELEHEALTH_CONSENT)
    assert not step.done
    with pytest.raises(Refused):
        sign_document(actor=alice, care=care, document=consent, at=now)
    sign_document(actor=alice, care=care, document=newer, at=now)
    kept = list(Signature.objects.order_by("document__version").values_list("text", flat=True))
    assert kept == [consent.body, newer.body]


def test_consent_can_be_taken_back_and_given_again(consent, alice, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    withdraw_consent(actor=alice, care=care, at=now + timedelta(days=1))
    assert not Signature.objects.in_force().exists()
    assert not next(s for s in steps(care) if s.code == DocumentKind.TELEHEALTH_CONSENT).done
    assert not has_consent(care)
    with pytest.raises(Refused):
        withdraw_consent(actor=alice, care=care, at=now)
    sign_document(actor=alice, care=care, document=consent, at=now + timedelta(days=2))
    assert has_consent(care)
    assert Signature.objects.in_force().count() == 1
    assert Signature.objects.count() == 2


def test_that_it_was_taken_back_is_said_wherever_it_shows(
    consent, alice, tariq, ines, care, now, client_for
):
    sign_document(actor=alice, care=care, document=consent, at=now)
    withdraw_consent(actor=alice, care=care, at=now)
    words = f"Taken back on {date_format(timezone.localtime(now), 'j F Y')}"
    document = f"/prepare/{care.pk}/documents/{DocumentKind.TELEHEALTH_CONSENT}/"
    for who, address in (
        (alice, f"/prepare/{care.pk}/"),
        (alice, document),
        (tariq, reverse("home:patient", args=[care.pk])),
        (tariq, document),
        (ines, document),
    ):
        assert words in client_for(who).get(address).content.decode(), address
    sign_document(actor=alice, care=care, document=consent, at=now)
    assert words not in client_for(alice).get(f"/prepare/{care.pk}/").content.decode()


def test_an_earlier_version_that_stands_is_not_taken_back(consent, alice, ines, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    publish(ines, now)
    step = next(step for step in steps(care) if step.code == DocumentKind.TELEHEALTH_CONSENT)
    assert not step.taken_back


def test_the_therapist_hears_of_a_consent_taken_back(consent, alice, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    withdraw_consent(actor=alice, care=care, at=now)
    deliver_due(at=now + timedelta(minutes=1))
    (letter,) = mail.outbox
    assert letter.to == ["tariq@example.com"]
    assert "Alice" not in f"{letter.subject} {letter.body}"
    assert "/documents/telehealth-consent/" in letter.body


def test_no_letter_when_it_was_given_again_meanwhile(consent, alice, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    withdraw_consent(actor=alice, care=care, at=now)
    sign_document(actor=alice, care=care, document=consent, at=now)
    deliver_due(at=now + timedelta(minutes=1))
    assert mail.outbox == []


def test_the_therapist_is_asked_for_the_agreement_after_the_patient(
    agreement, alice, tariq, nadia, care, nadias_care, now
):
    assert agreements_to_sign(tariq) == []
    sign_document(actor=alice, care=care, document=agreement, at=now)
    assert agreements_to_sign(tariq) == [care]
    assert agreements_to_sign(nadia) == []
    sign_document(actor=tariq, care=care, document=agreement, at=now)
    assert agreements_to_sign(tariq) == []


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("tariq", PermissionDenied),
        ("nadia", Http404),
        ("bruno", Http404),
        ("mallory", Http404),
        ("ines", PermissionDenied),
    ],
)
def test_only_the_patient_takes_it_back(name, refusal, request, consent, alice, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    with pytest.raises(refusal):
        withdraw_consent(actor=request.getfixturevalue(name), care=care, at=now)
    assert Signature.objects.in_force().count() == 1


def test_publishing_the_same_words_is_refused(ines, now, consent):
    with pytest.raises(Refused):
        publish_document(
            actor=ines, kind=DocumentKind.TELEHEALTH_CONSENT, title=consent.title,
            body=consent.body.replace("\n", "\r\n"), at=now,
        )  # fmt: skip
    assert Document.objects.of_kind(DocumentKind.TELEHEALTH_CONSENT).count() == 1


@pytest.mark.parametrize("name", ["alice", "tariq", "nadia", "mallory"])
def test_only_the_practice_publishes(name, request, consent, now):
    with pytest.raises(Http404):
        publish(request.getfixturevalue(name), now)


def test_what_is_published_or_signed_never_changes(consent, alice, care, now):
    sign_document(actor=alice, care=care, document=consent, at=now)
    for rows, change in (
        (Document.objects.all(), {"body": "other words"}),
        (Signature.objects.all(), {"text": "other words"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def test_leaves_no_trace_when_signing_fails(consent, alice, care, now, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the audit trail is broken")

    monkeypatch.setattr("intake.actions.documents.audit.record", broken)
    with pytest.raises(RuntimeError):
        sign_document(actor=alice, care=care, document=consent, at=now)
    assert not Signature.objects.exists()


def test_what_was_agreed_to_can_be_taken_back_after_a_new_version(
    consent, alice, ines, care, now, client_for
):
    sign_document(actor=alice, care=care, document=consent, at=now)
    publish(ines, now)
    client = client_for(alice)
    address = f"/prepare/{care.pk}/documents/{DocumentKind.TELEHEALTH_CONSENT}/"
    assert "Take back my consent" in client.get(address).content.decode()
    client.post(f"{address}withdraw/")
    assert not has_consent(care)
    assert "Take back my consent" not in client.get(address).content.decode()
