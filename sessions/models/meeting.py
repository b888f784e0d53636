"""The meeting of one appointment: that it was opened, who was there, that it ended."""

from django.db import models

from people.models import Care, Row, User
from scheduling.models import Appointment


class Session(Row):
    """What happens around one appointment hangs from here. Made when it is first needed.

    `differed_at` is when somebody last said that the words which the two compared differ; who said
    so is in the audit trail. Pages that came before may not go on.
    """

    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, related_name="session"
    )
    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="sessions")
    opened_at = models.DateTimeField()
    differed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["appointment__starts_at"]

    def __str__(self) -> str:
        return f"session of {self.appointment}"

    def lock(self) -> "Session":
        """The session as it is now, for this transaction alone to change.

        What hangs from it can be written meanwhile: on PostgreSQL a plain `FOR UPDATE` would hold
        up every new seat and line, which only point at the row.
        """
        return Session.objects.select_for_update(no_key=True).get(pk=self.pk)

    @property
    def is_ended(self) -> bool:
        return hasattr(self, "end")

    @property
    def is_admitted(self) -> bool:
        """Whether the patient has been let in. It holds for the whole session."""
        return hasattr(self, "admission")


class SessionEnd(Row):
    """The therapist ended the session for both; or nobody did, and the clock closed it later."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="end")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care


class Attendance(Row):
    """Somebody was in the room: first joined, last heard of, left on purpose."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["joined_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="one_attendance_per_person_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.joined_at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care
