from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.seed import ensure_session_soon, seed


class Command(BaseCommand):
    help = (
        "Fill an empty database with the sample practice, and see that a session can be joined "
        "now or soon."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        seed(at=now)
        starts_at = ensure_session_soon(at=now)
        clock = f"{starts_at.astimezone():%H:%M}"
        when = f"starts at {clock}"
        if starts_at <= now:
            when = f"began at {clock} and can still be joined"
        self.stdout.write(f"Maya's session with Elena {when}.")
