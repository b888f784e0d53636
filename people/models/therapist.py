"""What a therapist shows of themselves and is licensed to do."""

from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people import vocabulary
from people.models.base import Row
from people.models.user import User


class TagKind(models.TextChoices):
    APPROACH = "approach", _("approach")
    NEED = "need", _("what they help with")
    LANGUAGE = "language", _("language")


class TherapistQuerySet(models.QuerySet["TherapistProfile"]):
    def in_service(self, *, on: date) -> "TherapistQuerySet":
        """Who may care for somebody: an account in use, and a licence on file that holds."""
        return self.filter(licence_expires_on__gte=on, user__is_active=True, left_at=None).exclude(
            licence_number=""
        )

    def listed(self, *, on: date) -> "TherapistQuerySet":
        """Shown to the public: in service, with words to read."""
        return self.in_service(on=on).exclude(words="")

    def with_people(self) -> "TherapistQuerySet":
        return self.select_related("user").prefetch_related("tags")


class TherapistProfile(Row):
    """One therapist's page. What is here is public, but for when they left."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="therapist_profile")
    slug = models.SlugField(unique=True)
    title = models.CharField(_("professional title"), max_length=80)
    words = models.TextField(_("how you work, in your own words"), blank=True, max_length=2000)
    licence_number = models.CharField(_("licence number"), max_length=60, blank=True)
    licence_jurisdiction = models.CharField(_("licensed in"), max_length=120, blank=True)
    licence_expires_on = models.DateField(_("licence valid until"), null=True, blank=True)
    photo = models.FileField(upload_to="therapists/", blank=True)
    accepting_new_patients = models.BooleanField(_("accepting new patients"), default=True)
    left_at = models.DateTimeField(null=True, editable=False)

    objects = TherapistQuerySet.as_manager()

    class Meta:
        ordering = ["user__full_name"]

    def __str__(self) -> str:
        return self.slug

    def licence_holds(self, *, on: date) -> bool:
        """Number and date are on file, and the date has not passed."""
        until = self.licence_expires_on
        return bool(self.licence_number) and until is not None and until >= on

    @property
    def photo_url(self) -> str:
        """Where the photo is served, or nothing: no photo, or somebody who is not in service."""
        if not self.photo or self.left_at or not self.user.is_active:
            return ""
        return reverse("people:photo", args=[PurePath(self.photo.name or "").stem])

    def labels(self, kind: TagKind) -> list[Any]:
        """The tags of one kind in words; uses prefetched tags."""
        words = VOCABULARY[kind]
        return [
            words[tag.code] for tag in self.tags.all() if tag.kind == kind and tag.code in words
        ]

    def codes_by_field(self) -> dict[str, list[str]]:
        """The tags' codes under the names by which forms ask for them; uses prefetched tags."""
        fields = {
            "needs": TagKind.NEED,
            "approaches": TagKind.APPROACH,
            "languages": TagKind.LANGUAGE,
        }
        return {
            name: [tag.code for tag in self.tags.all() if tag.kind == kind]
            for name, kind in fields.items()
        }

    @property
    def approaches(self) -> list[Any]:
        return self.labels(TagKind.APPROACH)

    @property
    def needs(self) -> list[Any]:
        return self.labels(TagKind.NEED)

    @property
    def languages(self) -> list[Any]:
        return self.labels(TagKind.LANGUAGE)


VOCABULARY: dict[str, dict[str, Any]] = {
    TagKind.APPROACH: vocabulary.APPROACHES,
    TagKind.NEED: vocabulary.NEEDS,
    TagKind.LANGUAGE: vocabulary.LANGUAGES,
}


class TherapistTag(models.Model):
    """One word of the vocabulary on one therapist's page."""

    profile = models.ForeignKey(TherapistProfile, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=10, choices=TagKind)
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "kind", "code"], name="tag_once"),
        ]
        indexes = [models.Index(fields=["kind", "code"], name="tag_by_code")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.code}"
