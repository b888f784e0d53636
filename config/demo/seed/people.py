"""The people of the sample practice and their accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from config.demo.cast import ADMIN, CLINICIANS, PATIENTS, Clinician, Part
from people.models import Practice, TagKind, TherapistProfile, User
from scheduling.models import Channel, ReminderPlan

REMINDED_BY_TEXT = "maya@home.example"


@dataclass(frozen=True)
class Cast:
    """The accounts by e-mail address."""

    by_email: dict[str, User]

    def __getitem__(self, email: str) -> User:
        return self.by_email[email]

    @property
    def admin(self) -> User:
        return self.by_email[ADMIN.email]


def seed(*, at: datetime) -> Cast:
    """Accounts without a password: the demo's page signs them in."""
    Practice.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Attune",
            "phone": "+351 210 550 100",
            "email": "hello@practice.example",
            "country": "PT",
            "time_zone": "Europe/Lisbon",
            "address": "Rua da Prata 12, 2.º\n1100-420 Lisboa",
        },
    )
    accounts = {
        part.email: _account(part, joined_at=at - timedelta(days=200))
        for part in [ADMIN, *CLINICIANS, *PATIENTS]
    }
    for clinician in CLINICIANS:
        _profile(accounts[clinician.email], clinician, at=at)
    by_text = accounts[REMINDED_BY_TEXT]
    ReminderPlan.objects.create(person=by_text, channel=Channel.BOTH, changed_at=at)
    return Cast(accounts)


def _account(part: Part, *, joined_at: datetime) -> User:
    user = User.objects.create_user(
        part.email,
        full_name=part.name,
        preferred_name=part.preferred,
        pronouns=part.pronouns,
        phone=part.phone,
        role=part.role,
        time_zone=part.zone,
        joined_at=joined_at,
        last_login=joined_at + timedelta(days=199),
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if user.needs_second_factor:
        TOTP.activate(user, generate_totp_secret())
        Authenticator.objects.filter(user=user).update(created_at=joined_at)
    return user


def _profile(user: User, clinician: Clinician, *, at: datetime) -> None:
    profile = TherapistProfile.objects.create(
        user=user,
        slug=clinician.slug,
        title=clinician.title,
        words=clinician.words,
        licence_number=clinician.licence,
        licence_jurisdiction=clinician.jurisdiction,
        licence_expires_on=(at + timedelta(days=clinician.licence_days)).date(),
        accepting_new_patients=clinician.accepting,
    )
    for kind, codes in (
        (TagKind.APPROACH, clinician.approaches),
        (TagKind.NEED, clinician.needs),
        (TagKind.LANGUAGE, clinician.languages),
    ):
        for code in codes:
            profile.tags.create(kind=kind, code=code)
