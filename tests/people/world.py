"""Rows of people for the access table: an invitation, a photo, a failed notice, a suspension."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from notices.models import Notice
from people import actions
from people.actions.invitations import digest
from people.models import Invitation, Role, TherapistProfile
from tests.access.people import World

TOKEN = "a-token-that-only-the-letter-knows"


def rows(world: World) -> dict[str, Any]:
    now = timezone.now()
    picture = BytesIO()
    Image.new("RGB", (4, 4), "teal").save(picture, "WEBP")
    actions.save_photo(actor=world.tariq, picture=picture.getvalue())
    return {
        "invitation": Invitation.objects.create(
            email="new@example.com",
            full_name="New Person",
            role=Role.THERAPIST,
            token_hash=digest(TOKEN),
            invited_by=world.ines,
            invited_at=now,
            expires_at=now + timedelta(days=7),
        ),
        "photo": TherapistProfile.objects.get(user=world.tariq).photo.name,
        "failed_notice": Notice.objects.create(
            key="failed",
            kind="account_mail",
            address="somebody@example.com",
            created_at=now,
            due_at=now,
            try_after=now,
            failed_at=now,
            attempts=6,
            last_error="SMTPServerDisconnected",
        ),
    }
