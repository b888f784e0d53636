from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy import audit


class Command(BaseCommand):
    help = "Check the audit trail's chain and name the first entry that was changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        result = audit.verify()
        if result.fault:
            raise CommandError(
                f"The audit trail is broken after {result.checked} sound entries: "
                f"{result.fault.sentence}."
            )
        self.stdout.write(f"The audit trail is sound: {result.checked} entries.")
        if result.checked:
            self.stdout.write(f"The last one's hash is {result.last_hash}.")
