"""What the site refuses to start with, and the sentence it says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings.environment import mail_server

ROOT = Path(__file__).resolve().parents[2]
FULL = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "not-a-real-secret-but-long-enough-0123456789-abcdefghijk",
    "FIELD_KEYS": "bm90IGEgc2VjcmV0OiBvbmx5IGZvciB0aGUgdGVzdHM=",
    "ALLOWED_HOSTS": "practice.example",
    "SITE_URL": "https://practice.example",
    "DATABASE_URL": "postgres://attune:secret@127.0.0.1:1/attune",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://post.example:587/?tls=True",
    "TURN_URLS": "turn:practice.example:3478",
    "TURN_SECRET": "another-secret",
    "SMS_PROVIDER": "twilio",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "a-third-secret",
    "TWILIO_FROM": "+15005550006",
}


def start(
    *command: str, tmp_path: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, "STATE_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def check_deploy(tmp_path: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    return start(
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "INFO",
        tmp_path=tmp_path,
        environment={**FULL, **changes},
    )


def test_production_is_clean_with_a_full_environment(tmp_path: Path) -> None:
    done = check_deploy(tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEMO", "true", "DEMO is on"),
        ("TURN_SECRET", "", "TURN_SECRET is missing"),
        ("SECRET_KEY", "", "SECRET_KEY is missing or shorter"),
        ("SECRET_KEY", "short", "SECRET_KEY is missing or shorter"),
        ("FIELD_KEYS", "", "FIELD_KEYS is missing"),
        ("FIELD_KEYS", "not a key", "FIELD_KEYS holds a value that is not"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS must name"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name"),
        ("DATABASE_URL", "", "DATABASE_URL must point to PostgreSQL"),
        ("DATABASE_URL", "sqlite:///attune.sqlite3", "DATABASE_URL must point to PostgreSQL"),
        ("REDIS_URL", "", "REDIS_URL must point to Redis"),
        ("SITE_URL", "http://practice.example", "SITE_URL must start with https://"),
        ("SITE_URL", "practice.example", "SITE_URL must look like"),
        ("DATABASE_URL", "postgres://", "DATABASE_URL must name a host and a database"),
        ("DATABASE_URL", "postgres://attune@host", "DATABASE_URL must name a host and a database"),
        ("DATABASE_URL", "postgres:///attune", "DATABASE_URL must name a host and a database"),
        ("DATABASE_URL", "oracle://host/name", "DATABASE_URL must point to PostgreSQL"),
        ("DATABASE_URL", "postgres://u@host:many/name", "Not a valid database URL."),
        ("DATABASE_URL", "postgres://u:p[w@host/name", "DATABASE_URL must point to PostgreSQL"),
        ("EMAIL_URL", "", "EMAIL_URL must say where"),
        ("EMAIL_URL", "smtp://u:p[w@post.example/?tls=True", "EMAIL_URL must say where"),
        ("EMAIL_URL", "http://post.example", "EMAIL_URL must say where"),
        ("EMAIL_URL", "smtp://", "EMAIL_URL must say where"),
        ("EMAIL_URL", "smtp://u:p/w@post.example:587/?tls=True", "EMAIL_URL must say where"),
        ("EMAIL_URL", "smtp://u:p@post.example:587/", "EMAIL_URL would send letters in clear"),
        ("EMAIL_URL", "smtp://post.example/?tls=0", "EMAIL_URL would send letters in clear"),
        ("EMAIL_URL", "smtp://relay:25/", "EMAIL_URL would send letters in clear"),
        ("EMAIL_URL", "smtp://post.example:465/?tls=True", "EMAIL_URL mixes two ways"),
        ("EMAIL_URL", "smtps://post.example:587/", "EMAIL_URL mixes two ways"),
        ("SMS_PROVIDER", "pigeon", "SMS_PROVIDER"),
        ("SMS_PROVIDER", "local", "SMS_PROVIDER says local"),
        ("TWILIO_AUTH_TOKEN", "", "TWILIO_AUTH_TOKEN is missing"),
        ("TWILIO_ACCOUNT_SID", "", "TWILIO_ACCOUNT_SID must be"),
        ("TWILIO_FROM", "Practice", "TWILIO_FROM must be a number"),
        ("SMS_PROVIDER", "", "SMS_PROVIDER doesn't say twilio"),
        ("DEMO", "perhaps", "DEMO"),
        ("IDLE_MINUTES", "soon", "IDLE_MINUTES"),
        ("IDLE_MINUTES", "-5", "Must be greater than or equal to 1"),
        ("IDLE_MINUTES", "0", "IDLE_MINUTES"),
        ("TRUSTED_PROXY_COUNT", "-1", "TRUSTED_PROXY_COUNT"),
    ],
)
def test_production_refuses(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    done = check_deploy(tmp_path, **{name: value})
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Attune can't start: ")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not done.stderr.rstrip().endswith("..")


@pytest.mark.parametrize(
    ("address", "host", "port", "ssl", "tls"),
    [
        ("smtp://u%40x:p%2Fw@post.example:587/?tls=True", "post.example", 587, False, True),
        ("smtp://u%40x:p%2Fw@post.example/?tls=1", "post.example", 587, False, True),
        ("submission://u%40x:p%2Fw@post.example", "post.example", 587, False, True),
        ("smtps://u%40x:p%2Fw@post.example/", "post.example", 465, True, False),
        ("smtps://u%40x:p%2Fw@post.example:8465", "post.example", 8465, True, False),
        ("smtp://u%40x:p%2Fw@post.example/?ssl=True", "post.example", 465, True, False),
        ("smtp://u%40x:p%2Fw@127.0.0.1:1025/", "127.0.0.1", 1025, False, False),
        ("smtp://u%40x:p%2Fw@localhost/", "localhost", 25, False, False),
        ("smtp://u%40x:p%2Fw@[::1]:1025/", "::1", 1025, False, False),
    ],
)
def test_how_the_mail_server_is_reached(
    monkeypatch: pytest.MonkeyPatch, address: str, host: str, port: int, ssl: bool, tls: bool
) -> None:
    monkeypatch.setenv("EMAIL_URL", address)
    assert mail_server("EMAIL_URL") == {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": "u@x",
        "EMAIL_HOST_PASSWORD": "p/w",
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": tls,
    }


def test_production_sends_by_that_server(tmp_path: Path) -> None:
    code = "import django; django.setup(); from django.core.mail import get_connection as c; "
    code += "c = c(); print(type(c).__module__, c.host, c.port, c.use_ssl, c.use_tls, c.timeout)"
    environment = {**FULL, "EMAIL_URL": "smtps://u:p@post.example/"}
    done = start("-c", code, tmp_path=tmp_path, environment=environment)
    assert done.stderr == ""
    assert done.stdout == "django.core.mail.backends.smtp post.example 465 True False 20\n"


def test_a_second_process_on_the_in_memory_layer_refuses_to_start(tmp_path: Path) -> None:
    code = "import config.asgi, subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', "
    code += "'import config.asgi']).returncode)"
    done = start(
        "-c",
        code,
        tmp_path=tmp_path,
        environment={"DJANGO_SETTINGS_MODULE": "config.settings.dev"},
    )
    assert done.returncode == 1
    assert "another web process is running on the in-memory channel layer" in done.stderr
    assert "Traceback" not in done.stderr
