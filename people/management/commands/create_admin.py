from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from people import actions
from people.errors import Refused


class Command(BaseCommand):
    help = (
        "Invite the first practice admin: prints a link that works once, for seven days. "
        "Run it again for a new link; the one before then stops working."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
            token = actions.invite_from_the_machine(
                email=email, full_name=options["name"], at=timezone.now()
            )
        except ValidationError:
            raise CommandError(
                f"{email!r} is not an e-mail address. Write it like you@practice.example."
            ) from None
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(settings.SITE_URL + reverse("people:accept", args=[token]))
