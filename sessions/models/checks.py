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
    country = EncryptedTextField(_("in which country"), blank=True)
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
    REFUSED = "refused", _("not allowed in the browser")
    SYSTEM = "system", _("not allowed by the device")
    BUSY = "busy", _("used by another program")
    MISSING = "missing", _("not found")
    UNTRIED = "untried", _("not tried")


class Browser(models.TextChoices):
    CHROME = "chrome", "Chrome"
    EDGE = "edge", "Edge"
    FIREFOX = "firefox", "Firefox"
    SAFARI = "safari", "Safari"
    INSIDE = "inside", _("a window inside another app")
    OTHER = "other", _("another browser")


class System(models.TextChoices):
    WINDOWS = "windows", "Windows"
    MAC = "mac", "Mac"
    IOS = "ios", _("iPhone or iPad")
    ANDROID = "android", "Android"
    LINUX = "linux", "Linux"
    OTHER = "other", _("another system")


class Network(models.TextChoices):
    VIDEO = "video", _("good for video")
    SOUND = "sound", _("good for sound only")
    NOTHING = "nothing", _("too weak for a call")
    NO_WAY = "no_way", _("lets no call through")
    UNTRIED = "untried", _("not tried")


class Change(models.TextChoices):
    """What somebody can change so that more is possible, as a sentence to them."""

    OTHER_BROWSER = (
        "other-browser",
        _("Use a current Chrome, Edge, Firefox or Safari, and not a window inside another app."),
    )
    ALLOW_BROWSER = (
        "allow-browser",
        _("Allow camera and microphone in the browser. The steps for yours are below."),
    )
    ALLOW_SYSTEM = (
        "allow-system",
        _("Let the browser use both in the settings of the device. The steps are below."),
    )
    CLOSE_OTHERS = (
        "close-others",
        _("Close other programs and tabs that use the camera or the microphone."),
    )
    UNMUTE = (
        "unmute",
        _("Is the microphone muted by a switch, a key or the headset? Or choose another one."),
    )
    PLUG_IN_MICROPHONE = (
        "plug-in-microphone",
        _("Plug in a microphone or a headset, or use a phone or tablet, which have one."),
    )
    TURN_UP = "turn-up", _("Turn the volume up, look where the sound goes, or put on headphones.")
    PLUG_IN_CAMERA = (
        "plug-in-camera",
        _("For a picture, plug in a camera, or use a phone or tablet, which have one."),
    )
    CLOSER = (
        "closer",
        _("Parts of the sound get lost on the way: move closer to the Wi-Fi box, or use a cable."),
    )
    PAUSE_OTHERS = (
        "pause-others",
        _("The line is slow: pause films, downloads and VPNs, or try mobile data."),
    )
    OTHER_NETWORK = (
        "other-network",
        _("This network lets no call through. Your phone’s own connection usually does."),
    )


class DeviceCheck(Row):
    """Somebody tried devices and line: how it ended, never what was seen or heard."""

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="device_checks")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    camera = models.CharField(max_length=10, choices=DeviceState)
    microphone = models.CharField(max_length=10, choices=DeviceState)
    speaker = models.CharField(max_length=10, choices=DeviceState)
    network = models.CharField(max_length=10, choices=Network, default=Network.UNTRIED)
    browser = models.CharField(max_length=10, choices=Browser, default=Browser.OTHER)
    system = models.CharField(max_length=10, choices=System, default=System.OTHER)
    verdict = models.CharField(max_length=10, choices=Verdict)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"device check, {self.at:%Y-%m-%d %H:%M}"


class Way(models.TextChoices):
    DIRECT = "direct", _("direct")
    RELAY = "relay", _("through the relay")


class LineTrial(Row):
    """One way to the echo and back, measured. None is what could not be measured."""

    check_made = models.ForeignKey(DeviceCheck, on_delete=models.CASCADE, related_name="lines")
    way = models.CharField(max_length=10, choices=Way)
    connected = models.BooleanField()
    round_trip_ms = models.PositiveIntegerField(null=True)
    jitter_up_ms = models.PositiveIntegerField(null=True)
    jitter_down_ms = models.PositiveIntegerField(null=True)
    loss_up = models.PositiveIntegerField(_("lost of a thousand on the way there"), null=True)
    loss_down = models.PositiveIntegerField(_("lost of a thousand on the way back"), null=True)
    up_kbit = models.PositiveIntegerField(null=True)
    down_kbit = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["way"]
        constraints = [
            models.UniqueConstraint(fields=["check_made", "way"], name="one_trial_for_each_way")
        ]

    def __str__(self) -> str:
        return f"line, {self.way}"
