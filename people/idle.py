"""When a signed-in session has been left alone for too long.

Judged by the server, not by the cookie: a live call counts as activity, and a socket can't renew
a cookie.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

SEEN_AT = "seen_at"
# Writing the session on every request would be a write for every read.
PRECISION = timedelta(seconds=60)


def limit() -> timedelta:
    """How long a session may be idle."""
    return timedelta(minutes=settings.IDLE_MINUTES)


def seen_at(session: SessionBase) -> datetime | None:
    value = session.get(SEEN_AT)
    return datetime.fromisoformat(value) if value else None


def is_over(session: SessionBase, *, at: datetime) -> bool:
    """Whether the session has been idle for longer than the limit."""
    seen = seen_at(session)
    return seen is not None and at - seen > limit()


def note(session: SessionBase, *, at: datetime) -> bool:
    """Remember activity; True when there was something to write."""
    seen = seen_at(session)
    if seen is not None and at - seen < PRECISION:
        return False
    session[SEEN_AT] = at.isoformat()
    return True


def touch(session_key: str) -> bool:
    """A live call counts as activity: keep the session of this key from idling out.

    Synchronous (a database write at most once a minute). False when the session is gone or over,
    in which case the caller should close what it holds open.
    """
    session = SessionStore(session_key)
    now = timezone.now()
    if not session.get("_auth_user_id") or is_over(session, at=now):
        return False
    if note(session, at=now):
        session.save(must_create=False)
    return True
