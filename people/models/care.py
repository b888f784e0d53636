"""The care relationship: a patient with a therapist. Every private row hangs from one."""

from typing import Literal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.base import Row
from people.models.user import User


class EndReason(models.TextChoices):
    COMPLETED = "completed", _("therapy was completed")
    PATIENT = "patient", _("the patient decided to stop")
    THERAPIST = "therapist", _("the therapist decided to stop")
    HANDED_OVER = "handed-over", _("handed over to another therapist")
    THERAPIST_LEFT = "therapist-left", _("the therapist left the practice")
    NOT_BEGUN = "not-begun", _("therapy was not begun")


class CareQuerySet(models.QuerySet["Care"]):
    def open(self) -> "CareQuerySet":
        return self.filter(ended_at=None)

    def of(self, person: User) -> "CareQuerySet":
        """Where this person is the patient or the therapist."""
        return self.filter(Q(patient=person) | Q(therapist=person))


class Care(Row):
    """Enquiry, then active, then ended; each step with who and when.

    At most one open care joins a patient and a therapist.
    """

    patient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cares_as_patient")
    therapist = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cares_as_therapist")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField(null=True)
    activated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    handed_over_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="handed_over_to"
    )

    objects = CareQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "therapist"],
                condition=Q(ended_at=None),
                name="one_open_care_per_pair",
            ),
            models.CheckConstraint(
                condition=~Q(patient=models.F("therapist")), name="care_joins_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"care {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def state(self) -> Literal["enquiry", "active", "ended"]:
        if self.ended_at is not None:
            return "ended"
        return "active" if self.activated_at is not None else "enquiry"

    @property
    def care(self) -> "Care":
        """Itself, so that a care is authorised like the rows that hang from it."""
        return self

    def other(self, person: User) -> User:
        """The other one of the two."""
        return self.therapist if person.pk == self.patient_id else self.patient
