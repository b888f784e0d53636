"""People who sign in."""

from typing import Any, ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.base import Row
from people.zones import valid_zone
from privacy.fields import EncryptedTextField


class Role(models.TextChoices):
    PATIENT = "patient", _("patient")
    THERAPIST = "therapist", _("therapist")
    ADMIN = "admin", _("practice admin")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person. Without a password only other ways of signing in work."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def therapists(self) -> models.QuerySet["User"]:
        return self.filter(role=Role.THERAPIST)

    def staff(self) -> models.QuerySet["User"]:
        return self.filter(role__in=[Role.THERAPIST, Role.ADMIN])


class User(AbstractBaseUser):
    """One person with one role. `is_active` is False while a `Suspension` is in force."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    preferred_name = models.CharField(_("what should we call you"), max_length=60, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.PATIENT)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[valid_zone]
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
        ]

    def __str__(self) -> str:
        return self.known_as

    @property
    def known_as(self) -> str:
        """What the person wants to be called; never their e-mail address."""
        return self.preferred_name or self.full_name.partition(" ")[0] or str(_("there"))

    @property
    def initials(self) -> str:
        words = (self.full_name or self.preferred_name).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_patient(self) -> bool:
        return self.role == Role.PATIENT

    @property
    def is_therapist(self) -> bool:
        return self.role == Role.THERAPIST

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def needs_second_factor(self) -> bool:
        """Whether this role may work only with a second factor."""
        return self.role in {Role.THERAPIST, Role.ADMIN}


def known_as(user: User) -> str:
    """For allauth, which asks for a function."""
    return user.known_as


class Suspension(Row):
    """Somebody is kept out: since when, by whom, why, and until when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="suspensions")
    suspended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    suspended_at = models.DateTimeField()
    reason = EncryptedTextField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(lifted_at=None),
                name="one_suspension_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} since {self.suspended_at:%Y-%m-%d}"
