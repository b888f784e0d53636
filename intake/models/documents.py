"""Texts to agree to, in versions, and who agreed to which."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Care, User
from people.models.base import Row


class DocumentKind(models.TextChoices):
    TELEHEALTH_CONSENT = "telehealth-consent", _("Consent to online therapy")
    SESSION_AGREEMENT = "session-agreement", _("Session agreement")

    @property
    def needs_therapist(self) -> bool:
        """An agreement binds both; a consent is the patient's alone, and theirs to withdraw."""
        return self is DocumentKind.SESSION_AGREEMENT


class DocumentQuerySet(models.QuerySet["Document"]):
    def of_kind(self, kind: str) -> "DocumentQuerySet":
        """Newest version first."""
        return self.filter(kind=kind).order_by("-version")

    def current(self, kind: str) -> "Document | None":
        """The version that is signed now."""
        return self.of_kind(kind).first()

    def current_by_kind(self) -> dict[str, "Document"]:
        """The version of each kind that is signed now, in one query."""
        return {document.kind: document for document in self.order_by("version")}


class Document(Row):
    """One published version. It never changes: a new text is a new version, to be signed again."""

    kind = models.CharField(max_length=30, choices=DocumentKind)
    version = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"))
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="document_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def needs_therapist(self) -> bool:
        return DocumentKind(self.kind).needs_therapist


class SignatureQuerySet(models.QuerySet["Signature"]):
    def in_force(self) -> "SignatureQuerySet":
        return self.filter(withdrawn_at=None)


class Signature(Row):
    """Who agreed to exactly which words, and when. Only a withdrawal is ever added."""

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="signatures")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["care", "document", "person"],
                condition=Q(withdrawn_at=None),
                name="one_signature_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"
