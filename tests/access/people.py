"""The world of the access table: the named people and one of each row they own."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from people.models import Care, User

NAMES = ("alice", "tariq", "nadia", "bruno", "ines", "mallory", "nobody")


@dataclass
class World:
    """People, the two cares, and under `rows` what each app's `tests/<app>/world.py` has built."""

    alice: User
    tariq: User
    nadia: User
    bruno: User
    ines: User
    mallory: User
    care: Care
    nadias_care: Care
    rows: dict[str, Any] = field(default_factory=dict)
    now: Any = field(default_factory=timezone.now)

    def person(self, name: str) -> User | None:
        return None if name == "nobody" else getattr(self, name)
