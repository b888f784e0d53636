"""`manage.py echo`: the process that sends visitors' pictures and voices back to them."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from sessions.echo import ask


class Command(BaseCommand):
    help = "Sends picture and voice back to whoever tries their line; runs until it is stopped."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        plan = ask.plan()
        # From here on without Django: an idle echo needs half the memory.
        os.execve(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", "sessions.echo"],
            {**os.environ, **plan.environment()},
        )
