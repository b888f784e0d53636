"""What a typed address can lead to, against real servers on this machine."""

import gzip
import logging
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from scheduling import fetching
from scheduling.errors import CalendarTrouble
from scheduling.fetching import fetch, is_public
from tests.scheduling.outside_server import Site, make_certificate, saying, serving

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def local(settings: Any) -> None:
    settings.OUTSIDE_CALENDARS_MAY_BE_LOCAL = True


@pytest.fixture
def site(local: None) -> Iterator[Site]:
    with serving(saying(BODY)) as site:
        yield site


def trouble(url: str, seconds: float = 5) -> str:
    with pytest.raises(CalendarTrouble) as refused:
        fetch(url, seconds=seconds)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    return refused.value.trouble.value


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[tuple[str, int]]:
    """Every name stands for these addresses; what is connected to is written down, not reached."""
    reached: list[tuple[str, int]] = []

    def lookup(host: str, port: int, **kwargs: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching, "getaddrinfo", lookup)
    monkeypatch.setattr(fetching, "create_connection", connect)
    return reached


def test_it_brings_the_file_and_says_who_asks(site: Site) -> None:
    assert fetch(f"{site.origin}/ä calendar".replace(" ", "%20") + "?key=1#x", seconds=5) == BODY
    ((path, headers),) = site.asked
    assert path == "/%C3%A4%20calendar?key=1"
    assert headers["Host"] == site.origin.removeprefix("http://")
    assert headers["User-Agent"] == "Attune calendar reader"
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


# --- where it may lead ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_no_address_behind_a_door_is_reached(monkeypatch: Any, address: str) -> None:
    assert not is_public(address)
    reached = named(monkeypatch, address)
    assert trouble("https://calendar.example/x.ics") == "not-allowed"
    assert reached == []


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"]
)
def test_the_open_internet_is(monkeypatch: Any, address: str) -> None:
    reached = named(monkeypatch, address)
    assert trouble("https://calendar.example/x.ics") == "unreachable"
    assert reached == [(address, 443)], "the very address that was judged"


def test_one_bad_address_among_good_ones_spoils_the_name(monkeypatch: Any) -> None:
    reached = named(monkeypatch, "93.184.216.34", "10.0.0.1")
    assert trouble("https://calendar.example/x.ics") == "not-allowed"
    assert reached == []


def test_a_name_is_asked_for_once_so_it_cannot_change_its_answer(monkeypatch: Any) -> None:
    """DNS rebinding: public when it is judged, ourselves when it is connected to."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    reached = named(monkeypatch)
    monkeypatch.setattr(
        fetching,
        "getaddrinfo",
        lambda host, port, **kwargs: [(0, 0, 0, "", (a, port)) for a in next(answers)],
    )
    assert trouble("https://calendar.example/x.ics") == "unreachable"
    assert reached == [("93.184.216.34", 443)]
    assert next(answers) == ["127.0.0.1"]


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0/",
    ],
)
def test_ourselves_in_every_disguise(url: str) -> None:
    """Through the system's own lookup."""
    assert trouble(url) == "not-allowed"


@pytest.mark.parametrize(
    "url",
    [
        "http://calendar.example/x.ics",
        "ftp://calendar.example/x.ics",
        "file:///etc/passwd",
        "gopher://calendar.example/",
        "//calendar.example/",
        "https:///x.ics",
        "https://user@calendar.example/",
        "https://user:pass@calendar.example/",
        "https://:@calendar.example/",
        "https://calendar.example:22/",
        "https://calendar.example:8443/",
        "https://calendar.example:99999/",
        "https://calendar.example:x/",
        "https://calendar.example\\@127.0.0.1/",
        "https://calendar.example/\r\nX: y",
        "https://calendar.example/a b",
        "https://[fe80::1%25eth0]/",
        "https://[not-an-address]/",
        "https://" + "a" * 70 + ".example/",
        "https://calendar.example/" + "a" * 2000,
    ],
)
def test_addresses_that_are_not_followed(monkeypatch: Any, url: str) -> None:
    named(monkeypatch, "93.184.216.34")
    assert trouble(url) == "not-allowed"


def test_redirects_are_followed_a_few_times(site: Site) -> None:
    hops = {"/": "/1", "/1": "/2", "/2": "/3"}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        onwards = hops.get(handler.path)
        saying(b"", status=302, Location=onwards)(handler) if onwards else saying(BODY)(handler)

    site.answer = answer
    assert fetch(site.origin, seconds=5) == BODY
    hops["/3"] = "/"
    assert trouble(site.origin) == "refused"
    assert len(site.asked) == 8


@pytest.mark.parametrize(
    "onwards",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "//192.168.0.1/x.ics",
        "file:///etc/passwd",
        "http://user:pass@localhost/",
    ],
)
def test_redirects_are_judged_like_the_first_address(site: Site, onwards: str) -> None:
    site.answer = saying(b"", status=302, Location=onwards)
    assert trouble(site.origin) == "not-allowed"


def test_no_proxy_is_asked(site: Site, monkeypatch: Any) -> None:
    with serving(saying(b"proxied")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.origin)
        assert fetch(site.origin, seconds=5) == BODY
        assert proxy.asked == []


# --- whom it believes ----------------------------------------------------------------------


def test_a_certificate_must_be_the_names_own(local: None, tmp_path: Path, monkeypatch: Any) -> None:
    good = make_certificate(tmp_path, "localhost")
    with serving(saying(BODY), certificate=good) as site:
        assert trouble(site.origin) == "unreachable", "nobody vouches for it"
        monkeypatch.setenv("SSL_CERT_FILE", str(good))
        assert fetch(site.origin, seconds=5) == BODY
    other = make_certificate(tmp_path, "calendar.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with serving(saying(BODY), certificate=other) as site:
        assert trouble(site.origin) == "unreachable", "it vouches for another name"
        assert site.asked == []


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503, 204, 304])
def test_anything_but_an_answer_is_a_refusal(site: Site, status: int) -> None:
    site.answer = saying(BODY if status not in (204, 304) else b"", status=status)
    assert trouble(site.origin) == "refused"


# --- how much and how long -----------------------------------------------------------------


def test_what_comes_packed_is_unpacked(site: Site) -> None:
    site.answer = saying(gzip.compress(BODY), Content_Encoding="gzip")
    assert fetch(site.origin, seconds=5) == BODY
    site.answer = saying(BODY, Content_Encoding="br")
    assert trouble(site.origin) == "not-a-calendar"


def test_too_much_is_too_much_packed_or_not(site: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 100_000)
    site.answer = saying(b"x" * 100_000)
    assert len(fetch(site.origin, seconds=5)) == 100_000
    site.answer = saying(b"x" * 100_001)
    assert trouble(site.origin) == "too-big"
    bomb = gzip.compress(b"x" * 50_000_000)
    assert len(bomb) < 100_000
    site.answer = saying(bomb, Content_Encoding="gzip")
    assert trouble(site.origin) == "too-big"


def test_an_endless_body_ends(site: Site, monkeypatch: Any) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000_000)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 10_000)

    site.answer = answer
    assert trouble(site.origin) == "too-big"


def drip(site: Site, handler: BaseHTTPRequestHandler, bit: bytes) -> None:
    while not site.released.wait(0.02):
        handler.wfile.write(bit)


@pytest.mark.parametrize("where", ["silence", "status", "headers", "body", "length", "chunks"])
def test_a_server_that_drips_is_left(site: Site, where: str) -> None:
    """A byte now and then keeps every single wait short; only a clock over the whole helps."""
    begun = {
        "silence": b"",
        "status": b"HTTP/1.0 100 Continue\r\n",
        "headers": b"HTTP/1.0 200 OK\r\nX: ",
        "body": b"HTTP/1.0 200 OK\r\n\r\n",
        "length": b"HTTP/1.0 200 OK\r\nContent-Length: 100000\r\n\r\n",
        "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    }
    bits = {"silence": b"", "status": b"X: y\r\n", "chunks": b"1\r\nx\r\n"}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begun[where])
        drip(site, handler, bits.get(where, b"x"))

    site.answer = answer
    begin = monotonic()
    assert trouble(site.origin, seconds=0.4) == "too-slow"
    assert monotonic() - begin < 3


def test_a_handshake_that_never_ends_is_left(local: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        begin = monotonic()
        url = f"https://localhost:{listening.getsockname()[1]}/"
        assert trouble(url, seconds=0.4) == "too-slow"
        assert monotonic() - begin < 3


def test_half_a_file_is_none(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(BODY) + 10))
        handler.end_headers()
        handler.wfile.write(BODY)

    site.answer = answer
    assert trouble(site.origin) == "unreachable"
    site.answer = saying(gzip.compress(BODY)[:-4], Content_Encoding="gzip")
    assert trouble(site.origin) == "unreachable"


@pytest.mark.parametrize("told", [b"nonsense\r\n\r\n", b"HTTP/1.0 200 OK\r\n" + b"X: y\r\n" * 200])
def test_what_is_no_http_is_no_answer(site: Site, told: bytes) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(told)

    site.answer = answer
    assert trouble(site.origin) == "unreachable"


def test_nobody_there(local: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert trouble(f"http://localhost:{port}/") == "unreachable"
    assert trouble("https://no-such-name.invalid/") == "unreachable"


def test_nothing_tells_the_address(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.answer = saying(b"", status=302, Location="https://10.0.0.1/a-secret")
    with pytest.raises(CalendarTrouble) as refused:
        fetch(f"{site.origin}/a-secret", seconds=5)
    assert "secret" not in f"{refused.value!r} {caplog.text}"
    assert "localhost" not in f"{refused.value!r} {caplog.text}"
