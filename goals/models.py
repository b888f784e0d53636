"""Goals that a patient and a therapist agree on, word by word."""

from typing import Literal

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField

GOAL_LENGTH = 300

State = Literal["proposed", "agreed", "declined", "achieved", "set-aside"]


class GoalQuerySet(models.QuerySet["Goal"]):
    def agreed(self) -> "GoalQuerySet":
        """In work now: both have agreed to words, neither achieved nor set aside."""
        in_force = Wording.objects.filter(goal=OuterRef("pk"), agreed_at__isnull=False)
        return self.filter(Exists(in_force), achieved_at=None, set_aside_at=None)

    def once_agreed(self) -> "GoalQuerySet":
        """That both agreed to at some time, whatever became of them."""
        return self.filter(
            Exists(Wording.objects.filter(goal=OuterRef("pk"), agreed_at__isnull=False))
        )

    def waiting_for(self, person: User) -> "GoalQuerySet":
        """Where the other has proposed words and this person has not answered, in open care."""
        open_words = Wording.objects.open().filter(goal=OuterRef("pk")).exclude(proposed_by=person)
        return self.filter(
            Q(care__patient=person) | Q(care__therapist=person),
            Exists(open_words),
            care__ended_at=None,
            achieved_at=None,
            set_aside_at=None,
        )

    def with_words(self) -> "GoalQuerySet":
        """Everything a list shows of each goal, in three queries however many there are."""
        wordings = Wording.objects.select_related("proposed_by", "closed_by")
        return self.select_related("care__patient", "care__therapist").prefetch_related(
            Prefetch("wordings", wordings), "ratings"
        )


class Goal(Row):
    """What two people want to reach. Its words live in its wordings, and change only by agreement.

    The properties read prefetched rows: fetch goals with `with_words()`.
    """

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="goals")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    achieved_at = models.DateTimeField(null=True)
    achieved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(achieved_at=None) | Q(set_aside_at=None),
                name="goal_achieved_or_set_aside",
            ),
        ]

    def __str__(self) -> str:
        return f"goal {self.pk}"

    @property
    def agreed_wording(self) -> "Wording | None":
        """The words in force: the last to which both have agreed."""
        agreed = [wording for wording in self.wordings.all() if wording.agreed_at]
        return max(
            agreed, key=lambda wording: wording.agreed_at or wording.proposed_at, default=None
        )

    @property
    def open_wording(self) -> "Wording | None":
        """The words that wait for the other's answer; at most one."""
        return next((wording for wording in self.wordings.all() if wording.is_open), None)

    @property
    def words(self) -> str:
        """The words in force, else the proposed ones, else the last that were tried."""
        wording = self.agreed_wording or self.open_wording or [*self.wordings.all()][-1]
        return wording.text

    @property
    def state(self) -> State:
        if self.achieved_at:
            return "achieved"
        if self.set_aside_at:
            return "set-aside"
        if self.agreed_wording:
            return "agreed"
        return "proposed" if self.open_wording else "declined"

    @property
    def is_closed(self) -> bool:
        return self.achieved_at is not None or self.set_aside_at is not None

    def waits_for(self, person: User) -> bool:
        """Whether this person is asked to answer proposed words."""
        wording = self.open_wording
        return (
            wording is not None
            and not self.is_closed
            and self.care.is_open
            and person.pk in {self.care.patient_id, self.care.therapist_id}
            and wording.proposed_by_id != person.pk
        )

    @property
    def first_rating(self) -> "Rating | None":
        return next(iter(self.ratings.all()), None)

    @property
    def last_rating(self) -> "Rating | None":
        return next(reversed([*self.ratings.all()]), None)


class ClosedAs(models.TextChoices):
    REPLACED = "replaced", _("other words were proposed instead")
    DECLINED = "declined", _("not agreed to")
    WITHDRAWN = "withdrawn", _("taken back")
    OVERTAKEN = "overtaken", _("the goal was closed first")


class WordingQuerySet(models.QuerySet["Wording"]):
    def open(self) -> "WordingQuerySet":
        """Waiting for the other's answer."""
        return self.filter(agreed_at=None, closed_at=None)


class Wording(Row):
    """One way of putting a goal. Never edited: other words are another wording.

    It is agreed when both have agreed to it (`agreed_at`, set with the second agreement), or
    closed without. A goal has at most one that is neither.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="wordings")
    text = EncryptedTextField(_("goal"))
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closed_as = models.CharField(max_length=10, choices=ClosedAs, blank=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal"],
                condition=Q(agreed_at=None, closed_at=None),
                name="one_open_wording_per_goal",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(closed_at=None), name="wording_agreed_or_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"wording {self.pk}"

    @property
    def care(self) -> Care:
        return self.goal.care

    @property
    def is_open(self) -> bool:
        return self.agreed_at is None and self.closed_at is None


class Agreement(Row):
    """One person agreed to these words. The proposer does so by proposing."""

    wording = models.ForeignKey(Wording, on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["wording", "person"], name="agree_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} agreed to {self.wording_id}"


class Rating(Row):
    """How close the patient feels to the goal, 0 (not at all) to 10 (there).

    Goal-Based Outcomes: the patient's own rating, never anybody else's.
    """

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField(validators=[MaxValueValidator(10)])
    rated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=Q(value__lte=10), name="rating_is_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"rating {self.pk}"

    @property
    def care(self) -> Care:
        return self.goal.care
