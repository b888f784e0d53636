"""Fills an empty database with the sample practice, every date relative to now.

History is written as rows with their dates, because verbs stamp the present; what lies ahead goes
through the verbs, so that its notices wait in the outbox like real ones.
"""

from datetime import datetime

from django.db import transaction

from config.demo.seed import (
    changes,
    elsewhere,
    helping,
    hours,
    people,
    services,
    soon,
    therapies,
    waits,
)
from notices.models import Notice
from people.models import User


def seed(*, at: datetime) -> None:
    """The whole practice, or nothing if it is there already."""
    if User.objects.exists():
        return
    with transaction.atomic():
        cast = people.seed(at=at)
        services.seed(cast)
        hours.seed(cast, at=at)
        therapies.seed(cast, at=at)
        hours.seed_rules(cast, at=at)
        changes.seed(cast, at=at)
        waits.seed(cast, at=at)
        elsewhere.seed(cast, at=at)
        helping.seed(cast, at=at)
        # What would have been sent in the past is not in the outbox any more.
        Notice.objects.filter(due_at__lte=at).delete()
        waits.offer(cast, at=at)


def ensure_session_soon(*, at: datetime) -> datetime:
    """There is always one session that can be joined now or soon; answers when it starts."""
    return soon.ensure(at=at)
