"""Locking many rows at once."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Rows = TypeVar("Rows", bound=Model)


def in_order(rows: QuerySet[Rows]) -> QuerySet[Rows]:
    """These rows of one table; what writes to them locks them in the order of their keys.

    Two processes that want the same rows then can't wait for each other in a ring. Costs no query.
    Only within a transaction.
    """
    locked = rows.select_for_update(no_key=True).order_by("pk").values("pk")
    return rows.model._default_manager.filter(pk__in=locked)
