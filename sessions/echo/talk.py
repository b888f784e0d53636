"""What the web process and the echo say to each other: one line of JSON each way. Pure.

`{"key": …, "ask": "meet", "sdp": …, "who": …, "talks": false}` is answered by `{"sdp": …}` or by
`{"refused": …}`; `{"key": …, "ask": "counts"}` by `{"peers": 1, "of": 4}`.
"""

import hmac
import json
from dataclasses import dataclass
from typing import Literal

MAX_LINE = 64 * 1024
Refusal = Literal["busy", "bad_offer", "no_network", "wrong_key", "malformed"]


@dataclass(frozen=True, slots=True)
class Meet:
    """A browser's offer. `who` is a name for its person that tells nobody who they are; whoever
    `talks` has the room's channel for written words."""

    sdp: str
    who: str
    talks: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are here, of how many?"""


class Misheard(Exception):
    """A line that is no question of ours, or that comes without the key."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


def parse(line: bytes, *, key: str) -> Meet | Counts:
    """The question on one line; `Misheard` if it is none or whoever asks does not know the key."""
    try:
        said = json.loads(line)
        given, ask = str(said["key"]), said["ask"]
    except (ValueError, TypeError, KeyError):
        raise Misheard("malformed") from None
    if not hmac.compare_digest(given.encode(), key.encode()):
        raise Misheard("wrong_key")
    if ask == "counts":
        return Counts()
    sdp, who = said.get("sdp"), said.get("who")
    if ask == "meet" and isinstance(sdp, str) and isinstance(who, str):
        return Meet(sdp=sdp, who=who, talks=said.get("talks") is True)
    raise Misheard("malformed")


def line(**words: object) -> bytes:
    """One line to send."""
    return json.dumps(words).encode() + b"\n"
