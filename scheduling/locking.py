"""How two people never get the same time, on PostgreSQL and on SQLite.

Whoever books, moves or holds first locks the therapist's row, so that writers of one therapist
stand in line (measured: a bare EXCLUDE deadlocks under load, with the row lock it never does).
On SQLite a transaction is IMMEDIATE and the whole file is that lock. Behind it stands the
database's own rule, `migrations/0002_invariants.py`; its refusal is told like any other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, OperationalError
from django.utils.translation import gettext as _

from people.models import TherapistProfile, User
from scheduling.errors import JustTaken
from scheduling.free import Slot, Wish

EXCLUSION_VIOLATION, DEADLOCK = "23P01", "40P01"
OVERLAP = "overlap"
"""What the SQLite triggers say."""


def lock(*, therapist: User, patient: User | None = None) -> None:
    """Stand in line for this therapist's calendar, and for the patient's, until the transaction
    ends. Always in this order, so that nobody waits in a circle.

    NO KEY: rows that merely refer to these people are written meanwhile.
    """
    profiles = TherapistProfile.objects.filter(user=therapist).order_by()
    list(profiles.select_for_update(no_key=True).values_list("pk"))
    if patient is not None:
        patients = User.objects.filter(pk=patient.pk)
        list(patients.select_for_update(no_key=True).values_list("pk"))


def look_first(wish: Wish, *, at: datetime) -> None:
    """Raises `JustTaken` for what is gone already. Before the lock, so that of a crowd at one time
    only those stand in line who may still get it; whoever does has to look again (`is_free`)."""
    if wish.is_blocked(at=at):
        raise just_taken(wish, at=at)


def is_free(wish: Wish, *, at: datetime) -> bool:
    """Whether the time can be had. Under the lock: who lost the race learns it by the short
    question, so that the line behind moves on."""
    return not wish.is_blocked(at=at) and wish.is_free(at=at)


@contextmanager
def told_kindly(wish: Wish, *, at: datetime) -> Iterator[None]:
    """Around a transaction: the database's refusal of a clash becomes `JustTaken`."""
    try:
        yield
    except (IntegrityError, OperationalError) as error:
        if not is_clash(error):
            raise
        raise just_taken(wish, at=at) from error


def just_taken(wish: Wish, *, at: datetime) -> JustTaken:
    """The sentence, with what is free instead. Call it outside the transaction that failed."""
    return told_taken(wish.alternatives(at=at))


def told_taken(free: list[Slot]) -> JustTaken:
    """The sentence, with these times instead."""
    if free:
        return JustTaken(
            _("That time has just been taken. These are the nearest free times."), free
        )
    return JustTaken(_("That time has just been taken, and no other time is free at the moment."))


def is_clash(error: Exception) -> bool:
    """Whether the database refused because somebody else was quicker."""
    code = getattr(error.__cause__, "pgcode", None)
    if code is not None:
        return code in {EXCLUSION_VIOLATION, DEADLOCK}
    told = str(error)
    return told == OVERLAP or "database is locked" in told
