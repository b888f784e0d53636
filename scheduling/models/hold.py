"""A time that is kept for somebody for a few minutes while they make up their mind or sign up."""

from datetime import datetime
from secrets import token_urlsafe

from django.db import models
from django.db.models import F, Q

from people.models import Row, User
from scheduling.models.service import Service


class HoldQuerySet(models.QuerySet["Hold"]):
    def live(self, *, at: datetime) -> "HoldQuerySet":
        return self.filter(expires_at__gt=at)

    def overlapping(self, start: datetime, end: datetime) -> "HoldQuerySet":
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Hold(Row):
    """Belongs to a browser, known by `token`, which is kept in that browser's session.

    It ends by time alone: nothing has to run for an expired hold to stop counting.
    """

    therapist = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=43, unique=True, default=token_urlsafe, editable=False)
    holder = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["therapist", "starts_at"], name="hold_by_therapist")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="hold_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} held until {self.expires_at:%H:%M}"

    def is_live(self, *, at: datetime) -> bool:
        return at < self.expires_at

    def seconds_left(self, *, at: datetime) -> int:
        return max(0, int((self.expires_at - at).total_seconds()))
