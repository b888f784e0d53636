"""What scheduling does when something happens to a care."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from people.models import Care, User
from people.signals import care_ended
from scheduling.actions import cancel_all_ahead


@receiver(care_ended)
def cancel_what_lies_ahead(care: Care, actor: User, **kwargs: Any) -> None:
    """Nobody keeps a session with somebody they no longer work with."""
    cancel_all_ahead(care=care, actor=actor, at=timezone.now())
