"""How browsers reach the echo: which candidates count, and on which ports it listens."""

import asyncio
import ipaddress
import re
from typing import Any

_CANDIDATE = re.compile(r"a=candidate:(\S+ \d+ udp \d+) (\S+) (\d+) typ host\b.*", re.IGNORECASE)


def without_candidates(sdp: str) -> str:
    """An offer without a word about where its browser is.

    The browser comes to the echo, and the echo answers to where it came from (RFC 8445, section
    7.3.1.3). So names that only the browser's own network knows (`.local`) cost no waiting, and no
    offer can make this machine knock at addresses of its own network.
    """
    kept = (
        line
        for line in sdp.splitlines()
        if not line.startswith(("a=candidate:", "a=end-of-candidates"))
    )
    return "\r\n".join(kept) + "\r\n"


def announced(sdp: str, *, address: str) -> str:
    """An answer whose candidates name the address the world sees, instead of the machine's own."""
    if not address:
        return sdp
    family = ipaddress.ip_address(address).version
    lines = []
    for line in sdp.splitlines():
        found = _CANDIDATE.fullmatch(line)
        if found is None:
            lines.append(line)
        elif ipaddress.ip_address(found[2]).version == family:
            lines.append(f"a=candidate:{found[1]} {address} {found[3]} typ host")
    return "\r\n".join(lines) + "\r\n"


def has_candidates(sdp: str) -> bool:
    """Whether an answer says any place at which its echo can be found."""
    return "a=candidate:" in sdp


class PortsLoop(asyncio.SelectorEventLoop):
    """An event loop whose datagram sockets, where any port would do, keep to a range.

    aiortc always asks for any port; a firewall wants to know which.
    """

    first_port = 0
    last_port = 0

    async def create_datagram_endpoint(  # type: ignore[override]
        self, protocol_factory: Any, local_addr: Any = None, **wishes: Any
    ) -> Any:
        make = super().create_datagram_endpoint
        if not self.first_port or local_addr is None or local_addr[1] != 0:
            return await make(protocol_factory, local_addr=local_addr, **wishes)
        for port in range(self.first_port, self.last_port + 1):
            try:
                there = (local_addr[0], port)
                return await make(protocol_factory, local_addr=there, **wishes)
            except OSError:
                continue
        raise OSError("every port of the echo's range is taken")
