from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.seed import ensure_session_soon, seed


class Command(BaseCommand):
    help = "Fill an empty database with the sample practice, and see that a session starts soon."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        seed(at=now)
        starts_at = ensure_session_soon(at=now)
        self.stdout.write(f"Maya's session with Elena starts at {starts_at.astimezone():%H:%M}.")
