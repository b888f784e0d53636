"""News from below: a care was handed over."""

from typing import Any

from django.dispatch import receiver

from people.models import Care
from people.signals import care_handed_over
from resources.models import Homework


@receiver(care_handed_over)
def open_homework_moves_along(*, care: Care, successor: Care, **news: Any) -> None:
    """What is still to be done can be done with the new therapist.

    Finished homework stays with the care it belonged to; the new therapist can read that record.
    """
    Homework.objects.standing().filter(care=care, done_at=None).update(care=successor)
