"""The web process's half: asks the echo and never waits long for it."""

import json
import socket
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.crypto import salted_hmac

from sessions.echo import talk
from sessions.echo.plan import Plan

PATIENCE = 5.0
"""Seconds: an answer takes a few milliseconds, the first one after a start a little more."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many try their line at this moment, of how many who may."""

    peers: int
    of: int


class Unheard(Exception):
    """The echo is not there ("down"), or refuses: "busy", "bad_offer"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def plan() -> Plan:
    """What the settings say about the echo."""
    first, last = settings.ECHO_PORTS
    return Plan(
        socket=str(settings.ECHO_SOCKET),
        key=_key(),
        peers=settings.ECHO_PEERS,
        seconds=settings.ECHO_SECONDS,
        address=settings.ECHO_ADDRESS,
        first_port=first,
        last_port=last,
    )


def answer_to(offer: str, *, who: Model, talks: bool = False) -> str:
    """The echo's answer to the offer of this person's browser; `Unheard` if there is none.

    Somebody has one echo at a time: a new one ends the one before. With `talks` it has the room's
    channel for written words, and they come back too.
    """
    name = salted_hmac("sessions.echo", f"who {who.pk}", algorithm="sha256").hexdigest()
    told = _ask(ask="meet", sdp=offer, who=name, talks=talks)
    return str(told["sdp"])


def counts(*, patience: float = PATIENCE) -> Counts:
    """How many are with the echo; `Unheard` if it is not there."""
    told = _ask(ask="counts", patience=patience)
    return Counts(peers=int(told["peers"]), of=int(told["of"]))


def _key() -> str:
    return salted_hmac("sessions.echo", "door", algorithm="sha256").hexdigest()


def _ask(*, patience: float = PATIENCE, **words: str | bool) -> dict[str, Any]:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(patience)
            line.connect(str(settings.ECHO_SOCKET))
            line.sendall(talk.line(key=_key(), **words))
            with line.makefile("rb") as said:
                told = json.loads(said.readline(talk.MAX_LINE))
    except (OSError, ValueError):
        raise Unheard("down") from None
    if not isinstance(told, dict) or "refused" in told:
        refusal = told.get("refused") if isinstance(told, dict) else None
        raise Unheard(refusal if refusal in {"busy", "bad_offer"} else "down")
    return told
