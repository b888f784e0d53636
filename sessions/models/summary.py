"""Session summaries: what the therapist writes for the patient."""

from collections.abc import Mapping

from django.db import models

from people.models import Care, User
from privacy.fields import EncryptedTextField
from sessions import seals
from sessions.models.drafts import Draft
from sessions.models.meeting import Session
from sessions.models.sealed import Sealed


class SummaryQuerySet(models.QuerySet["Summary"]):
    def sent(self) -> "SummaryQuerySet":
        """Those of which the patient has something to read."""
        return self.filter(versions__isnull=False).distinct()

    def latest_for(self, patient: User) -> "Summary | None":
        """The sent summary of this patient's latest session, with its versions loaded."""
        return (
            self.sent()
            .filter(session__care__patient=patient)
            .select_related("session__appointment", "session__care__therapist")
            .prefetch_related("versions")
            .order_by("-session__appointment__starts_at")
            .first()
        )


class Summary(Draft):
    """The summary of one session. `text` is the author's draft; the patient sees versions."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="summary")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField(blank=True)
    begun_at = models.DateTimeField()

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return f"summary {self.pk}"

    @property
    def care(self) -> Care:
        return self.session.care

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def latest(self) -> "SummaryVersion | None":
        """What the patient reads now."""
        return next(iter(self.versions.all()), None)

    @property
    def earlier(self) -> list["SummaryVersion"]:
        """What the patient could read before it was corrected, newest first."""
        return list(self.versions.all())[1:]

    @property
    def has_unsent_words(self) -> bool:
        """Whether the draft says something else than what was sent."""
        latest = self.latest
        return not self.is_blank and (latest is None or latest.text != self.text.strip())


class SummaryVersion(Sealed):
    """A summary as it was sent. Never changed: a correction is a new version."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = EncryptedTextField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of summary {self.summary_id}"

    @property
    def care(self) -> Care:
        return self.summary.care

    def told(self) -> Mapping[str, seals.Told]:
        return {
            "version": self.pk,
            "summary": self.summary_id,
            "number": self.number,
            "text": self.text,
            "sent_at": self.sent_at,
            "sent_by": self.sent_by_id,
        }
