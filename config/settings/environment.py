"""Reading settings from the environment, refusing nonsense with a sentence."""

import ipaddress
import re
from collections.abc import Sequence
from typing import Any, Never
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from cryptography.fernet import Fernet
from environs import Env, EnvError, EnvValidationError, validate

env = Env()


class Misconfigured(SystemExit):
    """Stops the start with one sentence on standard error and exit status 1."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"Attune can't start: {sentence}")


def fernet_keys(name: str, *, default: Sequence[str] | None = None) -> list[str]:
    """The field keys named by the variable, newest first. Each must be a Fernet key."""
    keys = [key for key in env.list(name, default=list(default or [])) if key]
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise Misconfigured(
                f"{name} holds a value that is not a 32-byte url-safe base64 key; "
                "make one with `manage.py new_field_key`."
            ) from None
    return keys


def site_url(name: str, *, default: str | None = None) -> str:
    """An absolute http(s) address without a path, used in e-mails."""
    value = (env.str(name, default=default) or "").rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise Misconfigured(f"{name} must look like https://practice.example, not {value!r}.")
    return value


def port(name: str, *, default: int) -> int:
    """A TCP port."""
    return env.int(name, default=default, validate=validate.Range(min=1, max=65535))


def ports(name: str) -> tuple[int, int]:
    """The first and last of a range of UDP ports, such as 49700-49739; (0, 0) for any."""
    value = env.str(name, default="")
    if not value:
        return 0, 0
    found = re.fullmatch(r"(\d{1,5})-(\d{1,5})", value)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1024 <= first <= last <= 65535:
        raise Misconfigured(f"{name} must be two ports such as 49700-49739, not {value!r}.")
    return first, last


def ip_address(name: str) -> str:
    """An IP address, or none."""
    value = env.str(name, default="")
    try:
        return str(ipaddress.ip_address(value)) if value else ""
    except ValueError:
        raise Misconfigured(
            f"{name} must be an IP address such as 198.51.100.20, not {value!r}."
        ) from None


def _parts(value: str) -> SplitResult:
    """Of an address; of one that can't be read, such as with a bracket in its password, none."""
    try:
        return urlsplit(value)
    except ValueError:
        return SplitResult("", "", "", "", "")


def database_url(name: str) -> str:
    """PostgreSQL's address with its host (or a socket's folder as ?host=) and a database's name.

    Empty for the embedded SQLite. Without either, libpq would guess from whoever runs it.
    """
    value = env.str(name, default="")
    parts = _parts(value)
    if value and parts.scheme not in {"postgres", "postgresql", "sqlite"}:
        raise Misconfigured(f"{name} must point to PostgreSQL (postgres://user:…@host/name).")
    if parts.scheme in {"postgres", "postgresql"}:
        host = parts.hostname or parse_qs(parts.query).get("host")
        if not host or not parts.path.strip("/"):
            raise Misconfigured(
                f"{name} must name a host and a database (postgres://user:…@host:5432/name)."
            )
    return value


YES = {"1", "on", "true", "y", "yes"}
IMPLICIT_TLS, STARTTLS = 465, 587  # RFC 8314, RFC 6409


def mail_server(name: str) -> dict[str, Any]:
    """Django's settings for the mail server at this address, to which every way is encrypted.

    `smtps://` encrypts from the first byte, `smtp://…?tls=True` and `submission://` by STARTTLS.
    Letters hold links that set a password, so in clear they go to this machine alone.
    """
    value = env.str(name, default="")
    parts = _parts(value)
    try:
        host, asked_port = parts.hostname, parts.port
    except ValueError:
        host, asked_port = None, None
    if parts.scheme not in {"smtp", "smtps", "submission"} or not host:
        # Without the value: it holds a password.
        raise Misconfigured(
            f"{name} must say where to send e-mail (smtp://user:…@host:587/?tls=True), "
            "with special signs in user and password written like %40."
        )
    wishes = {key: values[-1].lower() in YES for key, values in parse_qs(parts.query).items()}
    implicit = parts.scheme == "smtps" or wishes.get("ssl", False)
    starttls = not implicit and (parts.scheme == "submission" or wishes.get("tls", False))
    if not (implicit or starttls) and host not in {"localhost", "127.0.0.1", "::1"}:
        raise Misconfigured(
            f"{name} would send letters in clear: add ?tls=True for STARTTLS (port 587), "
            "or write smtps:// (port 465)."
        )
    if (implicit and asked_port == STARTTLS) or (starttls and asked_port == IMPLICIT_TLS):
        raise Misconfigured(
            f"{name} mixes two ways: smtps:// goes with port 465, smtp://…?tls=True with port 587."
        )
    usual = IMPLICIT_TLS if implicit else STARTTLS if starttls else 25
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": asked_port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": starttls,
    }


def sms_provider(name: str) -> str:
    """Who carries text messages: nobody, a folder of this machine, or Twilio."""
    return env.str(name, default="", validate=validate.OneOf(["", "local", "twilio"]))


def require_whole_twilio(provider: str, *, sid: str, token: str, sender: str) -> None:
    """Twilio's account is given whole and named, or not at all."""
    if provider != "twilio":
        if not provider and (sid or token or sender):
            raise Misconfigured(
                "an account of Twilio is set up, but SMS_PROVIDER doesn't say twilio."
            )
        return
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", sid):
        raise Misconfigured("TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits.")
    if not token:
        raise Misconfigured("TWILIO_AUTH_TOKEN is missing: Twilio lets nobody send without it.")
    if not re.fullmatch(r"\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}", sender):
        raise Misconfigured(
            "TWILIO_FROM must be a number such as +351912345678, or a messaging service's MG….",
        )


def explain_and_exit(error: EnvError) -> Never:
    """Turn the library's error into our one sentence."""
    words = str(error)
    if isinstance(error, EnvValidationError):
        # Its own words show the reasons as a list in brackets.
        reasons = error.error_messages
        named = words.partition(" invalid: ")[0]
        words = f"{named} is wrong: {' '.join(str(reason) for reason in reasons)}"
    raise Misconfigured(words.rstrip(".") + ".") from None
