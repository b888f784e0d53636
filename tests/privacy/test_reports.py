"""What a failing request leaves in the logs."""

import logging
from secrets import token_urlsafe
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

TOKEN = token_urlsafe(32)
UUID = "6d1f1f2e-58a6-4f8e-9a3c-2f7a0c1d9b11"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A site on which every page fails."""

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.resolve_request", fail)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("page", ["scheduling:feed", "scheduling:offer_by_link", "people:accept"])
def test_an_address_that_is_a_key_is_not_logged(
    page: str, broken: Client, caplog: pytest.LogCaptureFixture
) -> None:
    address = reverse(page, args=[TOKEN])
    assert broken.get(address).status_code == 500
    logged = [record for record in caplog.records if record.name == "django.request"]
    assert [record.levelno for record in logged] == [logging.ERROR]
    assert TOKEN not in caplog.text
    assert address.replace(TOKEN, "…") in logged[0].getMessage()


def test_which_page_failed_is(broken: Client, caplog: pytest.LogCaptureFixture) -> None:
    address = reverse("scheduling:appointment", args=[UUID])
    assert broken.get(address).status_code == 500
    assert f"Internal Server Error: {address}" in caplog.text
