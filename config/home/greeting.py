"""The first words of a home."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User


def greeting(person: User, *, at: datetime) -> str:
    """``Good afternoon, Maya`` by the reader's clock."""
    hour = timezone.localtime(at).hour
    if 4 <= hour < 12:
        words = _("Good morning, %(name)s")
    elif 12 <= hour < 18:
        words = _("Good afternoon, %(name)s")
    else:
        words = _("Good evening, %(name)s")
    return words % {"name": person.known_as}
