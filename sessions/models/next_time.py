"""What two people agreed at the end of a session about the next one."""

from django.db import models

from people.models import Care, Row, User
from scheduling.models import Appointment
from sessions.models.meeting import Session


class NextTime(Row):
    """Both looked at the next appointment and it holds. The latest counts; it moves along."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="next_time")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"next time {self.pk}"

    @property
    def care(self) -> Care:
        return self.session.care
