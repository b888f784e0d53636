"""Getting a file from an address that somebody typed, without being led astray by it.

- https on its usual port; nothing else, no name and password in the address, no cookies, no proxy.
- The name is looked up once, every address it stands for must be public, and the connection goes
  to one of exactly these, so no later answer of a name server counts. The certificate must be the
  name's own.
- Redirects are judged like the first address.
- A clock cuts the connection, wherever it is, when the whole has taken too long; what comes is
  counted while it comes, packed and unpacked.

Written on the standard library after reading requests-hardened 1.3: it pins the connection as
well, but judges only the first of several addresses, lets a server drip its headers for hours and
logs the name it refuses. No error from here carries the address, which is a secret.
"""

import http.client
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from socket import SHUT_RDWR, SOCK_STREAM, create_connection, getaddrinfo, socket
from threading import Timer
from time import monotonic
from typing import NoReturn
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from scheduling.errors import CalendarTrouble
from scheduling.models import Trouble

MOST_BYTES = 10 * 1024 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2000
CONNECT_SECONDS = 5.0
CHUNK = 64 * 1024
AGENT = "Attune calendar reader"
GZIP_OR_ZLIB = 47  # zlib's word for either

# Public by the letter of Python's `is_global`, but leading inside or to nobody.
NOT_PUBLIC = [
    ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "168.63.129.16/32",  # a cloud's own host, reached from its machines
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",  # documentation, RFC 9637
    )
]
GLOBAL_UNICAST = ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads. `target` is what is asked for there."""

    host: str
    port: int
    target: str
    encrypted: bool

    @property
    def header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.encrypted else 80) else f"{name}:{self.port}"


def fetch(url: str, *, seconds: float) -> bytes:
    """What the address holds, at most `MOST_BYTES`, in about `seconds` all in all.

    Raises `CalendarTrouble`. (Looking a name up has the system's own time limit.)
    """
    deadline = monotonic() + seconds
    for _hop in range(MOST_REDIRECTS + 1):
        try:
            found, onwards = _ask(place(url), deadline)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            slow = isinstance(error, TimeoutError) or monotonic() >= deadline
            raise CalendarTrouble(Trouble.TOO_SLOW if slow else Trouble.UNREACHABLE) from None
        if not onwards:
            return found
        url = urljoin(url, onwards)
    raise CalendarTrouble(Trouble.REFUSED)


def place(url: str) -> Place:
    """The address taken apart. Raises `CalendarTrouble` for one that is not to be followed."""
    strange = any(ord(sign) <= 32 or sign in "\\\x7f" for sign in url)
    if strange or len(url) > LONGEST_ADDRESS:
        _refuse()
    try:
        parts = urlsplit(url)
        encrypted = parts.scheme == "https"
        port = parts.port or (443 if encrypted else 80)
        host = (parts.hostname or "").rstrip(".")
        if ":" not in host:
            host = host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        _refuse()
    local = settings.OUTSIDE_CALENDARS_MAY_BE_LOCAL
    if not host or "%" in host or parts.username is not None or parts.password is not None:
        _refuse()
    if not local and (not encrypted or port != 443):
        _refuse()
    if parts.scheme not in ("http", "https"):
        _refuse()
    target = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:=&~+!$,;'@()*?[]")
    return Place(host, port, target, encrypted)


def is_public(address: str) -> bool:
    """Whether it is an address of the open internet, and not one of a network behind a door."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip not in GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_PUBLIC)


def _addresses(wanted: Place) -> list[str]:
    """Where to connect to: looked up once, all of them judged."""
    rows = getaddrinfo(wanted.host, wanted.port, type=SOCK_STREAM)
    found = list(dict.fromkeys(str(row[4][0]) for row in rows))
    for address in found:
        if is_public(address):
            continue
        if settings.OUTSIDE_CALENDARS_MAY_BE_LOCAL and ip_address(address).is_loopback:
            continue
        _refuse()
    return found


def _ask(wanted: Place, deadline: float) -> tuple[bytes, str]:
    """What is there, or where it has gone."""
    with _connected(wanted, deadline) as line:
        connection = http.client.HTTPConnection(wanted.host, wanted.port)
        connection.sock = line
        connection.request(
            "GET",
            wanted.target,
            headers={
                "Host": wanted.header,
                "User-Agent": AGENT,
                "Accept": "text/calendar, */*;q=0.1",
                "Accept-Encoding": "gzip",
                "Connection": "close",
            },
        )
        with connection.getresponse() as response:
            onwards = response.getheader("Location", "")
            if response.status in REDIRECTS and onwards:
                return b"", onwards
            if response.status != http.client.OK:
                raise CalendarTrouble(Trouble.REFUSED)
            return _body(response, deadline), ""


def _body(response: http.client.HTTPResponse, deadline: float) -> bytes:
    packed = response.getheader("Content-Encoding", "identity").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise CalendarTrouble(Trouble.NOT_A_CALENDAR)
    unpacker = zlib.decompressobj(GZIP_OR_ZLIB) if packed not in ("", "identity") else None
    body = bytearray()
    seen = 0
    while chunk := response.read1(CHUNK):
        seen += len(chunk)
        room = MOST_BYTES - len(body)
        body += unpacker.decompress(chunk, room + 1) if unpacker else chunk
        if max(seen, len(body)) > MOST_BYTES:
            raise CalendarTrouble(Trouble.TOO_BIG)
    if monotonic() >= deadline:  # a line that was cut may look like one that ended
        raise CalendarTrouble(Trouble.TOO_SLOW)
    if (unpacker and not unpacker.eof) or response.length:
        raise CalendarTrouble(Trouble.UNREACHABLE)  # the line broke half-way
    return bytes(body)


@contextmanager
def _connected(wanted: Place, deadline: float) -> Iterator[socket]:
    """A line to the place that is cut at the deadline, whatever goes on on it then."""
    line = _connect(wanted, _addresses(wanted), deadline)
    # Of its own file number, because wrapping takes the other one's away.
    cutter = line.dup()
    clock = Timer(max(deadline - monotonic(), 0), _cut, [cutter])
    clock.daemon = True
    clock.start()
    try:
        line.settimeout(max(deadline - monotonic(), 0.01))
        if wanted.encrypted:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=wanted.host)
        yield line
    finally:
        clock.cancel()
        clock.join()
        cutter.close()
        line.close()


def _connect(wanted: Place, addresses: list[str], deadline: float) -> socket:
    """The first of the addresses that answers."""
    failed: OSError = TimeoutError()
    for address in addresses:
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            return create_connection((address, wanted.port), min(left, CONNECT_SECONDS))
        except OSError as error:
            failed = error
    raise failed


def _cut(line: socket) -> None:
    try:
        line.shutdown(SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


def _refuse() -> NoReturn:
    raise CalendarTrouble(Trouble.NOT_ALLOWED) from None
