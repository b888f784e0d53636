from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from people.actions.invitations import prepare
from people.errors import Refused
from people.models import Role
from privacy import audit


class Command(BaseCommand):
    help = "Invite the first practice admin: prints a link that works once, for seven days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                invitation, token = prepare(
                    email=options["email"],
                    full_name=options["name"],
                    role=Role.ADMIN,
                    at=timezone.now(),
                    invited_by=None,
                )
                audit.record(
                    "invitation.send", actor=None, row=invitation, detail={"role": "admin"}
                )
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(settings.SITE_URL + reverse("people:accept", args=[token]))
