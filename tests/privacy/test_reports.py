"""What a failing request leaves in the logs."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from secrets import token_urlsafe
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

TOKEN = token_urlsafe(32)
UUID = "6d1f1f2e-58a6-4f8e-9a3c-2f7a0c1d9b11"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What the site's own handler writes."""
    (console,) = [one for one in logging.root.handlers if type(one) is logging.StreamHandler]
    stream = StringIO()
    before = console.setStream(stream)
    yield stream
    console.setStream(before or console.stream)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A site on which every page fails."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.resolve_request", fail)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("page", ["scheduling:feed", "scheduling:offer_by_link", "people:accept"])
def test_an_address_that_is_a_key_is_not_logged(
    page: str, broken: Client, written: StringIO
) -> None:
    address = reverse(page, args=[TOKEN])
    assert broken.get(address).status_code == 500
    assert TOKEN not in written.getvalue()
    told = f"ERROR django.request Internal Server Error: {address.replace(TOKEN, '…')}\n"
    assert written.getvalue().count(told) == 1


@pytest.mark.parametrize(
    ("page", "keys"),
    [
        ("people:accept", [TOKEN]),
        ("account_reset_password_from_key", ["1c", "d0yyqv-5b1d0d7a0c5c4d5e8f"]),
    ],
)
@pytest.mark.django_db
def test_nor_is_it_when_a_form_was_sent_without_its_cookie(
    page: str, keys: list[str], written: StringIO
) -> None:
    address = reverse(page, args=keys)
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert keys[-1] not in written.getvalue()
    assert "Forbidden (CSRF cookie not set.): " in written.getvalue()


@pytest.mark.django_db
def test_nobody_has_lines_written_by_asking_for_another_host(written: StringIO) -> None:
    assert Client().get("/", headers={"host": "elsewhere.example"}).status_code == 400
    assert written.getvalue() == ""


def test_which_page_failed_is(broken: Client, written: StringIO) -> None:
    address = reverse("scheduling:appointment", args=[UUID])
    assert broken.get(address).status_code == 500
    assert f"Internal Server Error: {address}" in written.getvalue()


def test_nor_is_it_in_the_traceback_whose_own_places_are(written: StringIO) -> None:
    try:
        raise LookupError(f"/feed/{TOKEN}.ics is gone")
    except LookupError:
        logging.getLogger("somebody.else").exception("no luck with /offers/%s", TOKEN)
    assert TOKEN not in written.getvalue()
    assert "no luck with /offers/…" in written.getvalue()
    assert "LookupError: /feed/….ics is gone" in written.getvalue()
    assert __file__ in written.getvalue()


def test_the_worker_writes_the_same_way() -> None:
    """Celery puts handlers of its own in the place of everybody's, unless it is told not to."""
    begin = "import django; django.setup(); from config.celery import app; app.log.setup('WARNING')"
    line = f"import logging; logging.getLogger('celery.task').warning('/offers/{TOKEN}')"
    worker = subprocess.run(
        [sys.executable, "-c", f"{begin}; {line}"], capture_output=True, text=True, check=True
    )
    assert "WARNING celery.task /offers/…" in worker.stderr
    assert TOKEN not in worker.stderr + worker.stdout
