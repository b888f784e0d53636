"""All of them or none."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from privacy import audit
from scheduling.errors import NotAllFree
from scheduling.locking import is_clash
from scheduling.series.plan import too_close
from scheduling.series.sight import Sight


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """One transaction; the database's refusal of a clash in it becomes `NotAllFree`."""
    try:
        with transaction.atomic(), audit.at_the_end():
            yield
    except (IntegrityError, OperationalError) as error:
        if not is_clash(error):
            raise
        raise NotAllFree(_just_taken()) from error


def require_together(sight: Sight, starts: Mapping[str, datetime]) -> None:
    """Raises `NotAllFree` unless every one of these starts can be had, and all of them together."""
    if not set(starts.values()) <= sight.free | sight.insisting:
        raise NotAllFree(_just_taken())
    if too_close(starts, sight.wanted):
        raise NotAllFree(_("Two of these sessions are at the same time. Choose another for one."))
    if sight.too_many(starts.values()):
        raise NotAllFree(
            _(
                "Together these are more sessions in a day or a week than can be booked. "
                "Leave one out."
            )
        )


def _just_taken() -> str:
    return _("Nothing was changed, because one of the times has just been taken. Look again below.")
