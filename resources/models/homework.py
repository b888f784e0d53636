"""Homework: what was given, and what the patient wrote for it."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, F, Prefetch, Q, When
from django.db.models.functions import Greatest

from people.models import Care, Row, User
from privacy.fields import EncryptedJSONField, EncryptedTextField
from resources.kinds import WORKSHEETS, Answers, Kind, Worksheet
from resources.models.library import LibraryItem


class HomeworkQuerySet(models.QuerySet["Homework"]):
    def standing(self) -> "HomeworkQuerySet":
        """Not taken back by the therapist."""
        return self.filter(withdrawn_at=None)

    def of(self, patient: User) -> "HomeworkQuerySet":
        return self.filter(care__patient=patient)

    def todo_for(self, patient: User) -> "HomeworkQuerySet":
        """What this patient was given and has not finished, the next due first."""
        return (
            self.standing()
            .of(patient)
            .filter(done_at=None, care__ended_at=None)
            .select_related("item", "care__therapist", "entry")
            .order_by(F("due_on").asc(nulls_last=True), "assigned_at")
        )

    def past_for(self, patient: User) -> "HomeworkQuerySet":
        """What is finished, and whatever else the patient wrote in: it stays theirs to read."""
        return (
            self.of(patient)
            .filter(
                Q(done_at__isnull=False)
                | Q(entry__isnull=False, withdrawn_at__isnull=False)
                | Q(entry__isnull=False, care__ended_at__isnull=False)
            )
            .select_related("item", "care__therapist", "entry")
            .order_by(F("done_at").desc(nulls_last=True), "-assigned_at")
        )

    def for_therapist(self) -> "HomeworkQuerySet":
        """With entries only where they are shared: an unshared one can't be reached from here."""
        return self.select_related("item").prefetch_related(
            Prefetch("entry", queryset=HomeworkEntry.objects.shared())
        )

    def returned_to(self, therapist: User, *, since: datetime) -> "HomeworkQuerySet":
        """What came back to this therapist: finished or shared since then, the latest first.

        Each has `came_back_at`. Entries are there only where they are shared.
        """
        shared_at = Case(When(entry__shared_at__isnull=False, then="entry__shared_at"))
        done_at = Case(When(done_at__isnull=False, then="done_at"))
        return (
            self.standing()
            .filter(care__therapist=therapist)
            .filter(Q(done_at__gte=since) | Q(entry__shared_at__gte=since))
            .for_therapist()
            .select_related("item", "care__patient")
            .annotate(
                came_back_at=Case(
                    When(entry__shared_at__isnull=True, then=done_at),
                    When(done_at__isnull=True, then=shared_at),
                    default=Greatest(done_at, shared_at),
                    output_field=models.DateTimeField(),
                )
            )
            .order_by("-came_back_at")
        )


class Homework(Row):
    """Something to do before the next session, from the library or written on the spot.

    The title is kept as it was given, whatever becomes of the library item.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="homework")
    item = models.ForeignKey(LibraryItem, on_delete=models.PROTECT, null=True, related_name="+")
    title = EncryptedTextField()
    instructions = EncryptedTextField(blank=True)
    due_on = models.DateField(null=True)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = HomeworkQuerySet.as_manager()

    class Meta:
        ordering = ["-assigned_at"]
        indexes = [models.Index(fields=["care", "done_at"], name="homework_of_care")]

    def __str__(self) -> str:
        return f"homework {self.pk}"

    @property
    def kind(self) -> Kind:
        return Kind(self.item.kind) if self.item else Kind.WRITTEN

    @property
    def worksheet(self) -> Worksheet:
        return WORKSHEETS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether the patient can work on it now."""
        return self.done_at is None and self.withdrawn_at is None and self.care.is_open

    @property
    def minutes(self) -> int | None:
        return self.item.minutes if self.item else None


class EntryQuerySet(models.QuerySet["HomeworkEntry"]):
    def shared(self) -> "EntryQuerySet":
        return self.filter(shared_at__isnull=False)


class HomeworkEntry(Row):
    """What the patient wrote. The therapist can read it once, and while, it is shared."""

    homework = models.OneToOneField(Homework, on_delete=models.CASCADE, related_name="entry")
    answers = EncryptedJSONField()
    saved_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def care(self) -> Care:
        return self.homework.care

    @property
    def written(self) -> list[tuple[Any, list[tuple[Any, str | int]]]]:
        """(section title, [(label, answer)]) of what was filled in, in the worksheet's order."""
        answers: Answers = self.answers
        sections = []
        for section in self.homework.worksheet.sections:
            filled = [
                (field.label, answers[field.name])
                for field in section.fields
                if field.name in answers
            ]
            if filled:
                sections.append((section.title, filled))
        return sections
