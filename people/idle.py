"""When a signed-in session has been left alone for too long.

Judged by the server, not by the cookie: a live call counts as activity, and a socket can't renew
a cookie.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Case, F, TextField, Value, When

from people.locks import in_order

SEEN_AT = "seen_at"
# Writing the session on every request would be a write for every read.
PRECISION = timedelta(seconds=60)


def limit() -> timedelta:
    """How long a session may be idle."""
    return timedelta(minutes=settings.IDLE_MINUTES)


Words = SessionBase | dict[str, Any]


def seen_at(session: Words) -> datetime | None:
    value = session.get(SEEN_AT)
    return datetime.fromisoformat(value) if value else None


def is_over(session: Words, *, at: datetime) -> bool:
    """Whether the session has been idle for longer than the limit."""
    seen = seen_at(session)
    return seen is not None and at - seen > limit()


def note(session: Words, *, at: datetime) -> bool:
    """Remember activity; True when there was something to write."""
    seen = seen_at(session)
    if seen is not None and at - seen < PRECISION:
        return False
    session[SEEN_AT] = at.isoformat()
    return True


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as the database has it: what is kept in it, and how that is written there."""

    key: str
    words: dict[str, Any]
    written: str


def stored(session_keys: Iterable[str], *, at: datetime) -> dict[str, Stored]:
    """Those of these sessions that are there and have not expired, by key. One query."""
    rows = Session.objects.filter(session_key__in=set(session_keys), expire_date__gt=at)
    return {
        row.session_key: Stored(row.session_key, row.get_decoded(), row.session_data)
        for row in rows
    }


def touch_all(sessions: Sequence[Stored], *, at: datetime) -> set[str]:
    """Note activity in these sessions; the keys of those that are not over. One query at most.

    What a request has written into a session since it was read stays: then the request itself has
    noted what there was to note.
    """
    alive = [
        one for one in sessions if one.words.get(SESSION_KEY) and not is_over(one.words, at=at)
    ]
    store = SessionStore()
    writes = [
        When(session_key=one.key, session_data=one.written, then=Value(store.encode(one.words)))
        for one in alive
        if note(one.words, at=at)
    ]
    if writes:
        theirs = Session.objects.filter(session_key__in=[one.key for one in alive])
        with transaction.atomic(savepoint=False):
            in_order(theirs).update(
                session_data=Case(*writes, default=F("session_data"), output_field=TextField()),
                expire_date=at + timedelta(seconds=store.get_session_cookie_age()),
            )
    return {one.key for one in alive}
