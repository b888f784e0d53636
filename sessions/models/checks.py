"""What is looked at before two people talk: the devices, and at the start where each one is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Care, Row, User
from privacy.fields import EncryptedTextField
from sessions.models.meeting import Session


class OpeningCheck(Row):
    """What was asked at the start of the session (ATA 2013; PMC7404738). The latest counts."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="opening_check")
    location = EncryptedTextField(_("where are you now"), blank=True)
    is_private = models.BooleanField(_("the place is private"), default=False)
    others = EncryptedTextField(_("who else is there"), blank=True)
    phone = EncryptedTextField(_("number to call if the line fails"), blank=True)
    identity_confirmed = models.BooleanField(_("name and date of birth confirmed"), default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"opening check, {self.at:%Y-%m-%d %H:%M}"

    @property
    def care(self) -> Care:
        return self.session.care


class Verdict(models.TextChoices):
    VIDEO = "video", _("good for video")
    SOUND = "sound", _("good for sound only")
    PHONE = "phone", _("better by phone")


class DeviceState(models.TextChoices):
    WORKS = "works", _("works")
    SILENT = "silent", _("silent")
    REFUSED = "refused", _("not allowed")
    BUSY = "busy", _("used by another program")
    MISSING = "missing", _("not found")
    UNTRIED = "untried", _("not tried")


class DeviceCheck(Row):
    """Somebody tried camera, microphone and speaker: how it ended, never what was seen or heard."""

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="device_checks")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    camera = models.CharField(max_length=10, choices=DeviceState)
    microphone = models.CharField(max_length=10, choices=DeviceState)
    speaker = models.CharField(max_length=10, choices=DeviceState)
    verdict = models.CharField(max_length=10, choices=Verdict)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"device check, {self.at:%Y-%m-%d %H:%M}"
