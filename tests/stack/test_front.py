"""One address, two web processes behind it, and everything they share."""

import json
import ssl
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest

from tests.browser.site import Site, wait_for

UNVERIFIED = ssl._create_unverified_context()


def get(address: str, **headers: str) -> tuple[int, Message, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10, context=UNVERIFIED) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read().decode()


def test_everything_is_up(site: Site) -> None:
    """The worker's sign of life has crossed beat, Redis, the worker and PostgreSQL."""

    def all_up() -> dict[str, str] | None:
        _status, _headers, body = get(f"{site.url}/healthz")
        told: dict[str, str] = json.loads(body)
        return told if set(told.values()) == {"up"} else None

    assert wait_for(all_up, what="every part to be up", patience=60)


def test_the_front_spreads_requests_over_both_web_processes(site: Site) -> None:
    """Sockets of one call may end in different processes, so nothing may depend on which."""
    for _ in range(4):
        assert get(f"{site.url}/healthz")[0] == 200
    web_1, web_2 = (int(port) for port in site.environment["WEB_PORTS"].split())
    served = {
        port: sum(1 for line in _connections() if line.endswith(f":{port:04X} 01"))
        for port in (web_1, web_2)
    }
    assert all(served.values()), served


def _connections() -> list[str]:
    """Remote address and state of each TCP connection, from Linux's own table."""
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return [" ".join(row.split()[2:4]) for row in rows]


def test_pages_come_with_productions_headers(site: Site) -> None:
    status, headers, _body = get(f"{site.url}/account/login/")
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "__Host-csrftoken" in headers["Set-Cookie"]
    assert "Secure" in headers["Set-Cookie"]


def test_a_foreign_host_name_is_refused(site: Site) -> None:
    with pytest.raises(OSError, match=r"."):
        urllib.request.urlopen(site.url.replace("localhost", "127.0.0.1"), context=UNVERIFIED)


def test_the_client_cannot_choose_its_own_address(site: Site) -> None:
    """The front throws away X-Forwarded-For that it did not write itself."""
    code = "from privacy.middleware import client_address; from django.test import RequestFactory; "
    code += "print(client_address(RequestFactory().get('/', headers={'X-Forwarded-For': "
    code += "'203.0.113.9, 198.51.100.7'})))"
    assert site.run(code) == "198.51.100.7"


def test_there_is_no_demo(site: Site) -> None:
    assert get(f"{site.url}/demo/")[0] == 404
