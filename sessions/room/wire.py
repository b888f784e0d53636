"""Reads JSON into frozen dataclasses, exactly: the fields named, the types named, nothing else.

No number passes for a string, no ``true`` for 1, no missing field, no extra one.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import IntEnum
from functools import cache
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)
from uuid import UUID

MAX_BYTES = 64 * 1024


class Close(IntEnum):
    """Why the server closed a socket (the private range of RFC 6455, section 7.4.2)."""

    MALFORMED = 4400
    SIGNED_OUT = 4401
    FORBIDDEN = 4403
    SILENT = 4408
    REPLACED = 4409
    ENDED = 4410
    CANCELLED = 4411
    NO_CONSENT = 4412
    TOO_LARGE = 4413
    UNKNOWN_TYPE = 4415
    DIFFER = 4416
    BY_PHONE = 4420
    NOT_THE_TIME = 4425
    OTHER_VERSION = 4426
    FLOOD = 4429


class ProtocolError(Exception):
    """The text is not a message of this language; ``close`` names what is wrong with it."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.name.lower())
        self.close = close


class Message:
    """What every message has: a name on the wire."""

    type: ClassVar[str]


M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Text:
    """At most ``longest`` characters, at least ``shortest``."""

    longest: int
    shortest: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from ``least`` to ``most``."""

    most: int
    least: int = 0


def by_type(kinds: Any) -> dict[str, Any]:
    """The vocabulary that a union of messages is: each of them under its name on the wire."""
    return {kind.type: kind for kind in get_args(kinds)}


def read(text: str, vocabulary: Mapping[str, type[M]]) -> M:
    """The message in ``text``, as the dataclass its ``type`` names.

    Raises ``ProtocolError``, and never anything else, whatever the text is.
    """
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ProtocolError(Close.TOO_LARGE)
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolError(Close.MALFORMED) from None
    if not isinstance(words, dict) or not isinstance(words.get("type"), str):
        raise ProtocolError(Close.MALFORMED)
    kind = vocabulary.get(words.pop("type"))
    if kind is None:
        raise ProtocolError(Close.UNKNOWN_TYPE)
    return cast(M, _record(words, kind))


def encode(message: Message) -> str:
    """The message as it goes over the wire."""
    return json.dumps({"type": message.type, **asdict(cast(Any, message))}, separators=(",", ":"))


def _record(words: object, kind: Any) -> Any:
    """A dataclass from a JSON object that has exactly its fields."""
    hints = _hints(kind)
    if not isinstance(words, dict) or words.keys() != hints.keys():
        raise ProtocolError(Close.MALFORMED)
    return kind(**{name: _value(value, hints[name]) for name, value in words.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind)}


def _value(value: object, hint: Any) -> object:
    """The value, if it is exactly what the annotation says."""
    origin = get_origin(hint)
    if origin is Annotated:
        base, rule = get_args(hint)
        return _bounded(_value(value, base), rule)
    if origin is Literal:
        if isinstance(value, str) and value in get_args(hint):
            return value
    elif origin is list:
        (inner,) = get_args(hint)
        if isinstance(value, list):
            return [_value(one, inner) for one in value]
    elif origin in (Union, types.UnionType):
        (inner,) = (one for one in get_args(hint) if one is not types.NoneType)
        return None if value is None else _value(value, inner)
    elif hint in (str, int, bool):
        if type(value) is hint:
            return value
    else:
        return _record(value, hint)
    raise ProtocolError(Close.MALFORMED)


def _bounded(value: Any, rule: object) -> object:
    if isinstance(rule, Whole):
        fits = rule.least <= value <= rule.most
    elif isinstance(rule, Text):
        fits = rule.shortest <= len(value) <= rule.longest and _is_plain(value)
    else:
        fits = _is_uuid(value)
    if not fits:
        raise ProtocolError(Close.MALFORMED)
    return value


def _is_plain(text: str) -> bool:
    """Neither NUL (PostgreSQL stores none) nor half a surrogate pair (UTF-8 has none)."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _is_uuid(text: str) -> bool:
    """In the one spelling that Django writes: lower case, with hyphens."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
