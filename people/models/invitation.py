"""How somebody becomes a therapist or an admin: by an admin's invitation, never by signing up."""

from datetime import datetime

from django.db import models

from people.models.base import Row
from people.models.user import Role, User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, *, at: datetime) -> "InvitationQuerySet":
        """Whose link works."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)

    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor taken back; perhaps too old by now."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(Row):
    """A link that works once. Only its hash is kept. The first admin's comes from no person."""

    email = models.EmailField()
    full_name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, *, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at
