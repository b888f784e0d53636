"""How somebody becomes a therapist or an admin: by an admin's invitation, never by signing up."""

from datetime import datetime

from django.db import models

from people.models.base import Row
from people.models.user import Role, User


class Invitation(Row):
    """A link that works once. Only its hash is kept."""

    email = models.EmailField()
    full_name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, *, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at
