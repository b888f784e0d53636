"""Text messages: handed over once, by e-mail where they can't be, never to the real provider."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from notices import actions, sms
from notices.kinds import KINDS, Later, Letter
from notices.models import BACK_OFF, CLAIM, Channel, Notice
from notices.sms.local import Folder
from people.models import User
from tests.notices.twilio import SID, TOKEN, FakeTwilio, fake_twilio

NUMBER = "+351912345678"
TEXT = "Attune: Something waits"


@pytest.fixture(autouse=True)
def a_kind(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """A message of our own, with a template beside the real ones."""
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "hello.txt").write_text("Subject: Something waits\nIt does.")
    (folder / "hello.sms.txt").write_text("{{ practice }}:\n  Something waits\n")
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path, *engine["DIRS"]]}]
    with patch.dict(KINDS, {"hello": lambda notice: Letter(context={"practice": "Attune"})}):
        yield


@pytest.fixture
def twilio(settings: Settings) -> Iterator[FakeTwilio]:
    with fake_twilio() as fake:
        settings.SMS_PROVIDER = "twilio"
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = SID, TOKEN
        settings.TWILIO_FROM, settings.TWILIO_API = "+15005550006", fake.url
        yield fake


@pytest.fixture
def alices(alice: User) -> User:
    alice.phone = "+351 912 345 678"
    alice.save()
    return alice


def put(recipient: User, *, or_email: bool = False, expires_at: datetime | None = None) -> Notice:
    actions.enqueue(
        key="one",
        kind="hello",
        recipient=recipient,
        channel=Channel.SMS,
        context={"or_email": or_email},
        expires_at=expires_at,
    )
    return Notice.objects.get()


def deliver(at: datetime | None = None) -> int:
    return actions.deliver_due(at=at or timezone.now())


def test_it_is_handed_to_twilio(alices: User, twilio: FakeTwilio) -> None:
    put(alices)
    assert deliver() == 1
    assert deliver() == 0
    [message] = twilio.messages
    assert (message["to"], message["from"], message["body"]) == (NUMBER, "+15005550006", TEXT)
    assert twilio.lists == 0, "a first attempt has nothing to look for"
    assert mail.outbox == []


def test_a_messaging_service_can_be_the_sender(
    alices: User, twilio: FakeTwilio, settings: Settings
) -> None:
    settings.TWILIO_FROM = "MG" + "0" * 32
    put(alices)
    deliver()
    assert twilio.messages[0]["messaging_service_sid"] == "MG" + "0" * 32


def test_a_worker_that_died_after_twilio_took_it(
    alices: User, twilio: FakeTwilio, caplog: pytest.LogCaptureFixture
) -> None:
    put(alices)
    at = timezone.now()
    with (
        patch.object(actions, "_close", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        deliver(at)
    assert deliver(at + CLAIM + timedelta(seconds=1)) == 1
    assert (twilio.posts, len(twilio.messages)) == (1, 1), "it is found, not sent again"
    assert Notice.objects.get().sent_at
    assert "912345678" not in caplog.text, "logs name rows and kinds, never content"


def test_a_worker_that_died_before_twilio_took_it(alices: User, twilio: FakeTwilio) -> None:
    put(alices)
    at = timezone.now()
    with (
        patch("notices.sms.twilio.Twilio.send", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        deliver(at)
    assert deliver(at + CLAIM + timedelta(seconds=1)) == 1
    assert len(twilio.messages) == 1


def test_an_answer_that_never_came(alices: User, twilio: FakeTwilio) -> None:
    put(alices)
    twilio.hang_up = True
    at = timezone.now()
    assert deliver(at) == 0
    assert Notice.objects.get().last_error == "ConnectionError"
    twilio.hang_up = False
    assert deliver(at + BACK_OFF[0]) == 1
    assert len(twilio.messages) == 1


@pytest.mark.parametrize("difference", [{"status": "failed"}, {"body": "Another"}, {"to": "+1"}])
def test_only_our_own_message_that_went_out_counts(
    difference: dict[str, str], alices: User, twilio: FakeTwilio
) -> None:
    put(alices)
    twilio.hang_up = True
    at = timezone.now()
    deliver(at)
    twilio.hang_up = False
    twilio.messages[0] |= difference
    assert deliver(at + BACK_OFF[0]) == 1
    assert len(twilio.messages) == 2


def test_the_same_words_of_another_day_do_not_count(alices: User, twilio: FakeTwilio) -> None:
    twilio.take({"To": NUMBER, "Body": TEXT})
    twilio.messages[0]["date_created"] = "Thu, 12 Nov 2020 10:00:00 +0000"
    put(alices)
    twilio.refuse_with = (503, 20503)
    at = timezone.now()
    assert deliver(at) == 0
    twilio.refuse_with = None
    assert deliver(at + BACK_OFF[0]) == 1
    assert len(twilio.messages) == 2


def test_trouble_at_twilios_waits_longer_each_time_and_is_given_up(
    alices: User, twilio: FakeTwilio
) -> None:
    put(alices)
    twilio.refuse_with = (429, 20429)
    at = timezone.now()
    for pause in BACK_OFF:
        assert deliver(at) == 0
        assert Notice.objects.get().try_after == at + pause
        at += pause
    deliver(at)
    [given_up] = Notice.objects.given_up()
    assert given_up.last_error == "TwilioRestException"


@pytest.mark.parametrize("code", [21211, 21610])
def test_a_number_that_takes_none_is_given_up_at_once(
    code: int, alices: User, twilio: FakeTwilio
) -> None:
    put(alices)
    twilio.refuse_with = (400, code)
    deliver()
    [given_up] = Notice.objects.given_up()
    assert (given_up.attempts, given_up.last_error) == (1, "Refused")


def test_by_email_instead_where_the_sender_wants_that(alices: User, twilio: FakeTwilio) -> None:
    put(alices, or_email=True)
    twilio.refuse_with = (400, 21610)
    assert deliver() == 1
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([alices.email], "Something waits")
    assert Notice.objects.get().channel == Channel.EMAIL
    assert twilio.posts == 1


def test_by_email_when_the_next_attempt_would_be_too_late(alices: User, twilio: FakeTwilio) -> None:
    at = timezone.now()
    put(alices, or_email=True, expires_at=at + BACK_OFF[0] + timedelta(seconds=30))
    twilio.refuse_with = (503, 20503)
    assert deliver(at) == 0
    assert mail.outbox == []
    assert deliver(at + BACK_OFF[0]) == 1
    assert len(mail.outbox) == 1


def test_without_a_number_or_a_provider(alice: User, settings: Settings) -> None:
    settings.SMS_PROVIDER = "local"
    put(alice)
    deliver()
    assert Notice.objects.get().last_error == "Refused"
    settings.SMS_PROVIDER = ""
    with pytest.raises(sms.Refused):
        sms.provider()


def test_the_local_one_keeps_them_on_this_machine(
    alices: User, settings: Settings, tmp_path: Path
) -> None:
    settings.SMS_PROVIDER, settings.SMS_FILE_PATH = "local", tmp_path / "sms"
    notice = put(alices)
    deliver()
    again = sms.TextMessage(reference=notice.pk, to=NUMBER, text="twice")
    sms.provider().send(again, first_tried_at=timezone.now())
    [kept] = Folder().read()
    assert (kept.to, kept.text) == (NUMBER, TEXT)


def test_not_now_is_no_attempt(alices: User) -> None:
    actions.enqueue(key="one", kind="hello", recipient=alices)
    at = timezone.now()
    until = at + timedelta(hours=3)
    with patch.dict(KINDS, {"hello": lambda notice: Later(until)}):
        assert deliver(at) == 0
    notice = Notice.objects.get()
    assert (notice.try_after, notice.attempts, notice.claimed_at) == (until, 0, None)
    assert deliver(until - timedelta(seconds=1)) == 0
    assert deliver(until) == 1


def test_not_now_may_mean_too_late(alices: User) -> None:
    put(alices, expires_at=timezone.now() + timedelta(hours=3))
    at = timezone.now()
    with patch.dict(KINDS, {"hello": lambda notice: Later(at + timedelta(hours=3))}):
        assert deliver(at) == 0
    assert [notice.key for notice in Notice.objects.too_late()] == ["one"]


def test_a_claim_counts_from_when_it_is_made(alices: User, bruno: User) -> None:
    """A long round of slow letters must not look abandoned to a second worker."""
    for person in (alices, bruno):
        actions.enqueue(key=f"to {person.pk}", kind="hello", recipient=person)
    at = timezone.now()
    with patch.object(actions.time, "monotonic", side_effect=[0, 0, 100, 100, 100]):
        assert deliver(at) == 2
    claimed = [notice.claimed_at for notice in Notice.objects.order_by("claimed_at")]
    assert claimed == [at, at + timedelta(seconds=100)]


def test_a_round_ends_before_the_worker_is_cut_off(alices: User) -> None:
    actions.enqueue(key="one", kind="hello", recipient=alices)
    with patch.object(actions.time, "monotonic", side_effect=[0, actions.ROUND.total_seconds()]):
        assert deliver() == 0
    assert deliver() == 1
