"""The outbox: once, retried with patience, given up in sight, never twice at the same time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPServerDisconnected
from threading import Barrier, Thread
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone

from notices import actions
from notices.kinds import KINDS, Attachment, Letter
from notices.models import BACK_OFF, CLAIM, Notice
from people.models import User
from privacy.models import AuditEntry

NOW = timezone.now()


@pytest.fixture(autouse=True)
def a_kind() -> Iterator[None]:
    """A letter of our own: its text is in account_mail's template."""

    def compose(notice: Notice) -> Letter | None:
        if notice.about == "needless":
            return None
        return Letter(
            context={"subject": "Something waits", "body": f"Hello. {notice.about}"},
            attachments=(Attachment("a.txt", b"hi", "text/plain"),),
        )

    with patch.dict(KINDS, {"account_mail": compose}):
        yield


def put(key: str, recipient: User, **more: object) -> Notice:
    actions.enqueue(key=key, kind="account_mail", recipient=recipient, **more)  # type: ignore[arg-type]
    return Notice.objects.get(key=key)


def deliver(at: datetime | None = None) -> int:
    return actions.deliver_due(at=at or timezone.now())


def broken(error: Exception | None = None) -> object:
    return patch.object(EmailMessage, "send", side_effect=error or SMTPServerDisconnected())


def test_sent_once(alice: User) -> None:
    put("one", alice)
    assert deliver() == 1
    assert deliver() == 0
    (letter,) = mail.outbox
    assert (letter.subject, letter.to) == ("Something waits", [alice.email])
    assert letter.attachments[0] == ("a.txt", "hi", "text/plain")
    assert Notice.objects.get().sent_at


def test_the_same_key_twice_is_one_letter(alice: User) -> None:
    put("one", alice, about="first")
    put("one", alice, about="second")
    deliver()
    put("one", alice, about="third")
    deliver()
    assert [letter.body for letter in mail.outbox] == ["Hello. first\n"]


def test_what_is_undone_sends_nothing(alice: User) -> None:
    with transaction.atomic():
        put("one", alice)
        transaction.set_rollback(True)
    assert deliver() == 0


def test_not_before_it_is_due(alice: User) -> None:
    put("one", alice, due_at=NOW + timedelta(hours=1))
    assert deliver(NOW + timedelta(minutes=59)) == 0
    assert deliver(NOW + timedelta(minutes=61)) == 1


def test_the_oldest_first(alice: User) -> None:
    put("late", alice, about="2", due_at=NOW - timedelta(minutes=1))
    put("early", alice, about="1", due_at=NOW - timedelta(hours=1))
    deliver()
    assert [letter.body[-2] for letter in mail.outbox] == ["1", "2"]


def test_withdrawn_is_not_sent(alice: User) -> None:
    put("one", alice)
    actions.withdraw(key="one")
    actions.withdraw(key="never there")
    assert deliver() == 0
    assert Notice.objects.get().withdrawn_at


def test_withdrawing_what_is_gone_changes_nothing(alice: User) -> None:
    put("one", alice)
    deliver()
    actions.withdraw(key="one")
    assert Notice.objects.get().withdrawn_at is None


def test_too_late_is_not_sent(alice: User) -> None:
    put("one", alice, expires_at=NOW + timedelta(hours=1))
    assert deliver(NOW + timedelta(hours=1)) == 0
    notice = Notice.objects.get()
    assert notice.expired_at
    assert notice.sent_at is None
    assert mail.outbox == []


def test_needless_is_not_sent(alice: User) -> None:
    put("one", alice, about="needless")
    assert deliver() == 0
    assert Notice.objects.get().needless_at
    assert deliver() == 0


def test_a_failure_waits_longer_each_time_and_is_then_given_up(alice: User) -> None:
    put("one", alice)
    at = timezone.now()
    with broken():
        for attempt, pause in enumerate(BACK_OFF, start=1):
            assert deliver(at) == 0
            notice = Notice.objects.get()
            assert (notice.attempts, notice.try_after, notice.failed_at) == (
                attempt,
                at + pause,
                None,
            )
            assert deliver(at + pause - timedelta(seconds=1)) == 0
            assert Notice.objects.get().attempts == attempt, "not tried before its time"
            at += pause
        deliver(at)
    (given_up,) = Notice.objects.given_up()
    assert given_up.attempts == len(BACK_OFF) + 1
    assert given_up.last_error == "SMTPServerDisconnected"
    assert deliver(at + timedelta(days=30)) == 0


def test_a_failure_is_overcome(alice: User) -> None:
    put("one", alice)
    at = timezone.now()
    with broken():
        deliver(at)
    assert deliver(at + BACK_OFF[0]) == 1
    assert len(mail.outbox) == 1


def test_the_errors_text_is_not_kept(alice: User) -> None:
    put("one", alice)
    with broken(ValueError(f"550 {alice.email} said no: dear Alice, about your panic")):
        deliver()
    assert Notice.objects.get().last_error == "ValueError"


def test_one_that_fails_does_not_hold_up_the_others(alice: User, bruno: User) -> None:
    put("bad", alice, due_at=NOW - timedelta(hours=1))
    put("good", bruno)
    real = EmailMessage.send

    def send(message: EmailMessage, *args: object) -> int:
        if message.to == [alice.email]:
            raise SMTPServerDisconnected
        return real(message)

    with patch.object(EmailMessage, "send", send):
        assert deliver() == 1
    assert [letter.to for letter in mail.outbox] == [[bruno.email]]


def test_given_one_more_round(alice: User, ines: User) -> None:
    notice = put("one", alice)
    Notice.objects.update(failed_at=NOW, attempts=6)
    notice.refresh_from_db()
    actions.retry(notice=notice, by=ines)
    assert deliver(timezone.now() + timedelta(seconds=1)) == 1
    assert AuditEntry.objects.get(verb="notice.retry").actor == ines


def test_what_was_secret_is_forgotten_when_sent(alice: User) -> None:
    put("one", alice, context={"code": "123456"})
    deliver()
    assert Notice.objects.get().context == {}


def test_a_worker_that_died_between_sending_and_marking(alice: User) -> None:
    """The letter may go twice, but under one Message-ID: a mail reader shows it once."""
    put("one", alice)
    at = timezone.now()
    with (
        patch.object(actions, "_close", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        deliver(at)
    assert deliver(at + CLAIM - timedelta(seconds=1)) == 0, "still in the other's hands"
    assert deliver(at + CLAIM + timedelta(seconds=1)) == 1
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_times_are_the_recipients(alice: User) -> None:
    zones: list[str] = []

    def compose(notice: Notice) -> Letter:
        zones.append(timezone.get_current_timezone_name())
        return Letter(context={"subject": "s", "body": "b"})

    alice.time_zone = "Asia/Tokyo"
    alice.save()
    with patch.dict(KINDS, {"account_mail": compose}):
        put("one", alice)
        deliver()
    assert zones == ["Asia/Tokyo"]


def test_an_unknown_kind_or_nobody_to_write_to_is_our_own_mistake(alice: User) -> None:
    with pytest.raises(ValueError, match="no kind of notice"):
        actions.enqueue(key="one", kind="unheard_of", recipient=alice)
    with pytest.raises(ValueError, match="somebody to go to"):
        actions.enqueue(key="one", kind="account_mail")


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_letter_once(alice: User) -> None:
    for number in range(20):
        put(f"n{number}", alice, about=str(number))
    start, sent, errors = Barrier(2), [], []

    def work() -> None:
        try:
            start.wait()
            sent.append(deliver())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    assert sum(sent) == 20
    assert len({letter.body for letter in mail.outbox}) == len(mail.outbox) == 20
