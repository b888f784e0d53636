from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from resources.actions import load_library
from resources.library_files import LibraryFileError, read_all


class Command(BaseCommand):
    help = "Put the files of resources/library/ on the shelf. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_library(files=list(read_all()), at=timezone.now())
        except LibraryFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Library: {loaded.added} new, {loaded.changed} changed, "
            f"{loaded.withdrawn} no longer offered."
        )
