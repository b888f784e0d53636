"""What kinds of notices there are: each sending app declares its own in its `letters`.

A kind is a function from the notice to the letter, called when the letter is sent, so that a
letter always tells what is true then. It returns None when there is nothing to tell any more, and
`Later` when this is no time to tell it. `notice.claimed_at` is the moment it is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notices.models import Notice


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Letter:
    """Context for the template ``notices/<kind>.txt``, whose first line is the subject, or for
    ``notices/<kind>.sms.txt``, which is all of a text message."""

    context: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Later:
    """Not now: from then on."""

    until: datetime


Compose = Callable[[Notice], Letter | Later | None]

KINDS: dict[str, Compose] = {}


def kind(name: str) -> Callable[[Compose], Compose]:
    """Declare the composer of a kind. A name can be taken only once."""

    def declare(compose: Compose) -> Compose:
        if name in KINDS:
            raise ValueError(f"the kind of notice {name!r} is declared twice")
        KINDS[name] = compose
        return compose

    return declare
