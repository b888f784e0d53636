"""Encrypted fields: ciphertext at rest, old keys read, tampering noticed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from notices.models import Notice
from people.models import User
from privacy.fields import Unreadable, decrypt, encrypt
from privacy.management.commands import reencrypt

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def stored(column: str, table: str = "people_user") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("text", ["+351 912 345 678", "a\nb", "łzy 🌧", "x" * 10_000])
def test_what_goes_in_comes_out(alice: User, text: str) -> None:
    alice.phone = text
    alice.save()
    assert User.objects.get(pk=alice.pk).phone == text
    assert text not in stored("phone")


def test_the_same_text_looks_different_each_time() -> None:
    assert encrypt("yes") != encrypt("yes")


def test_nothing_written_stays_nothing(alice: User) -> None:
    assert stored("phone") == ""
    assert User.objects.get(pk=alice.pk).phone == ""


def test_it_cannot_be_searched(alice: User) -> None:
    with pytest.raises(FieldError):
        User.objects.filter(phone__contains="912").exists()
    with pytest.raises(FieldError):
        Notice.objects.filter(context__contains="x").exists()


def test_json_keeps_its_shape(alice: User) -> None:
    from django.utils import timezone

    now = timezone.now()
    context = {"code": "123456", "tries": [1, 2], "nested": {"a": None}}
    Notice.objects.create(
        key="k",
        kind="x",
        recipient=alice,
        created_at=now,
        due_at=now,
        try_after=now,
        context=context,
    )
    assert Notice.objects.get().context == context
    assert "123456" not in stored("context", "notices_notice")


def test_a_tampered_value_is_not_read(alice: User) -> None:
    token = encrypt("hello")
    with pytest.raises(Unreadable) as caught:
        decrypt(token[:-4] + "AAA=")
    assert "hello" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_old_keys_are_read_and_the_newest_writes(settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    token = encrypt("hello")
    settings.FIELD_KEYS = [NEW, OLD]
    assert decrypt(token) == "hello"
    assert Fernet(NEW).decrypt(encrypt("again")) == b"again"
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(Unreadable):
        decrypt(token)


def test_reencrypt_moves_everything_to_the_newest_key(
    alice: User, bruno: User, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.FIELD_KEYS = [OLD]
    for person, phone in ((alice, "+351 1"), (bruno, "")):
        person.phone = phone
        person.save()
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        call_command("reencrypt")
        call_command("reencrypt")  # twice is no harm
    settings.FIELD_KEYS = [NEW]
    assert User.objects.get(pk=alice.pk).phone == "+351 1"
    assert User.objects.get(pk=bruno.pk).phone == ""
    assert "1 values" in capsys.readouterr().out


def test_second_factors_outlive_the_key_they_were_made_under(
    alice: User, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.FIELD_KEYS = [OLD]
    secret = generate_totp_secret()
    TOTP.activate(alice, secret)
    codes = RecoveryCodes.activate(alice).generate_codes()
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        call_command("reencrypt")
        call_command("reencrypt")
    settings.FIELD_KEYS = [NEW]
    app, paper = (
        Authenticator.objects.get(user=alice, type=kind).wrap()
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    )
    assert decrypt(app.instance.data["secret"]) == secret
    assert paper.generate_codes() == codes
    assert paper.validate_code(codes[0])
    assert "values are now under the newest key" in capsys.readouterr().out


def test_reencrypt_fails_rather_than_leave_something_under_an_old_key(
    alice: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """As it is when a process that was not restarted writes between the two looks."""
    settings.FIELD_KEYS = [OLD]
    alice.phone = "+351 1"
    alice.save()
    settings.FIELD_KEYS = [NEW, OLD]
    with monkeypatch.context() as patched:
        patched.setattr(reencrypt.Command, "_rotate", lambda *_: 0)
        with pytest.raises(CommandError, match=r"people_user\.phone"):
            call_command("reencrypt")
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CommandError, match="None of FIELD_KEYS opens a value in people_user"):
        call_command("reencrypt")
