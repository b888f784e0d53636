"""Bring the demo's database, static files, library and sample people up to date, and say so.

One process for all of it: setting up Django costs more than most of the steps.
"""

import time
from io import StringIO
from textwrap import indent

import django
from django.conf import settings
from django.core.management import call_command


def step(sentence: str, command: str, **options: object) -> None:
    """Run one management command, showing what it is for, how long it took and what it said."""
    print(sentence, end=" ", flush=True)
    started = time.monotonic()
    said = StringIO()
    call_command(command, verbosity=0, stdout=said, **options)
    print(f"({time.monotonic() - started:.1f} s)", flush=True)
    print(indent(said.getvalue(), "  "), end="", flush=True)


def main() -> None:
    """Everything the demo needs before its processes start. Each step does only what is new."""
    django.setup()
    step("Bringing the database up to date", "migrate", interactive=False)
    step("Collecting pages' styles and scripts", "collectstatic", interactive=False)
    if settings.DEMO:  # before the texts: the practice has published them long ago
        step("Opening the sample practice", "seed_demo")
    step("Loading the library", "load_library")
    step("Loading consent and agreement", "load_documents")


if __name__ == "__main__":
    main()
