"""Technical help: what somebody asked the practice, and what was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Row, User
from privacy.fields import EncryptedTextField


class HelpRequestQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> "HelpRequestQuerySet":
        return self.filter(answered_at=None).order_by("asked_at")

    def answered(self) -> "HelpRequestQuerySet":
        """The newest answer first."""
        return self.exclude(answered_at=None).order_by("-answered_at")

    def asked_by(self, person: User) -> "HelpRequestQuerySet":
        return self.filter(person=person)


class HelpRequest(Row):
    """One question to the practice. It belongs to who asked, and hangs from no care.

    `facts` is what the last device check found, one line each, as the person saw it before sending.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="help_requests")
    asked_at = models.DateTimeField()
    words = EncryptedTextField(_("what happens"))
    facts = EncryptedTextField(_("what the device check found"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = EncryptedTextField(_("answer"), blank=True)

    objects = HelpRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="help_is_answered_whole_or_not",
            )
        ]

    def __str__(self) -> str:
        return f"asked for help, {self.asked_at:%Y-%m-%d %H:%M}"
