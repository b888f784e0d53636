"""What there is to change: the rows of the house, and what waits for anybody's socket."""

from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.apps import apps

from people.models import Care
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions.models import Session


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of the room's tables, and of those it leans on; but that somebody signed in is the
    test's own doing."""
    models = [*apps.get_app_config("therapy_sessions").get_models(), Appointment, Care, AuditEntry]
    found = {one.__name__: list(one._base_manager.order_by("pk").values()) for one in models}
    found["AuditEntry"] = [row for row in found["AuditEntry"] if row["verb"] != "account.sign_in"]
    return found


def rows_of(session: Session) -> dict[str, list[Any]]:
    """The rows that hang from one session."""
    found: dict[str, list[Any]] = {"Session": list(Session.objects.filter(pk=session.pk).values())}
    for relation in Session._meta.related_objects:
        model = relation.related_model
        found[model.__name__] = list(
            model._base_manager.filter(**{relation.field.name: session}).order_by("pk").values()
        )
    return found


def layer() -> tuple[set[str], dict[str, int]] | None:
    """The groups there are and how much waits for whom; None where Redis keeps it."""
    kept = get_channel_layer()
    if not isinstance(kept, InMemoryChannelLayer):
        return None
    waiting = {name: queue.qsize() for name, queue in kept.channels.items() if queue.qsize()}
    return set(kept.groups), waiting
