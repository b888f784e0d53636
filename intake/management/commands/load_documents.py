"""`manage.py load_documents`: the consent and the agreement that come with Attune."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from intake.shipped import load_documents


class Command(BaseCommand):
    help = "Publishes the documents that come with Attune, where the practice has none as new."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_documents(at=timezone.now())
        for document in loaded:
            self.stdout.write(f"published {document.kind}, version {document.version}")
        if not loaded:
            self.stdout.write("nothing new to publish")
