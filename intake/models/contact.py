"""Where somebody will be during sessions, and who to call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Care, User
from people.models.base import Row
from privacy.fields import EncryptedJSONField, EncryptedTextField


class ContactCard(Row):
    """One per care. For the therapist, in one action, when a session goes wrong."""

    care = models.OneToOneField(Care, on_delete=models.PROTECT, related_name="contact_card")
    location = EncryptedTextField(_("where you will usually be"))
    callback_phone = EncryptedTextField(_("a number to call you back on"))
    emergency_name = EncryptedTextField(_("who to call in an emergency"))
    emergency_phone = EncryptedTextField(_("their number"))
    emergency_relation = EncryptedTextField(_("who they are to you"), blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"contact card {self.pk}"

    @property
    def stamp(self) -> str:
        """Which of its savings this is, for a page that was opened on it."""
        return self.updated_at.isoformat()


class ContactDraft(Row):
    """What is typed into the card and not saved yet, for the patient's eyes.

    Kept apart from the card: in an emergency nobody may dial half a number.
    """

    care = models.OneToOneField(Care, on_delete=models.PROTECT, related_name="contact_draft")
    typed = EncryptedJSONField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"contact draft {self.pk}"
