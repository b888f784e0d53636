"""The secret address to which one's own calendar subscribes."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from people import access
from people.access import Action
from people.models import User
from privacy import audit
from scheduling.models import CalendarFeed

NOTED_EVERY = timedelta(hours=1)


def make_feed(*, actor: User, at: datetime) -> CalendarFeed:
    """A new address. The one before, if there is one, leads nowhere from now on."""
    access.require(actor, Action.KEEP_FEED)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _close(actor, at=at)
        feed = CalendarFeed.objects.create(
            person=actor, token=token, token_hash=digest(token), made_at=at
        )
        audit.record("calendar_feed.make", actor=actor, row=feed)
    return feed


def revoke_feed(*, actor: User, at: datetime) -> None:
    """The address leads nowhere from now on. Does nothing when there is none."""
    access.require(actor, Action.KEEP_FEED)
    with transaction.atomic():
        if _close(actor, at=at):
            audit.record("calendar_feed.revoke", actor=actor)


def note_feed_read(*, feed: CalendarFeed, at: datetime) -> None:
    """Remember that somebody has read it, to the hour."""
    stale = Q(read_at=None) | Q(read_at__lte=at - NOTED_EVERY)
    CalendarFeed.objects.filter(stale, pk=feed.pk).update(read_at=at)


def digest(token: str) -> str:
    """What is looked for: an index tells nothing about a token through the time that it takes."""
    return hashlib.sha256(token.encode()).hexdigest()


def _close(person: User, *, at: datetime) -> int:
    """In line with whoever else makes one for this person at the same moment."""
    list(User.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"))
    return CalendarFeed.objects.filter(person=person, revoked_at=None).update(revoked_at=at)
