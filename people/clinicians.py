"""Who works at the practice and in what state they are, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q

from people import asking
from people.models import Role, Suspension, TherapistProfile, User
from people.second_factor import FACTORS

RENEW_WITHIN = timedelta(days=60)

Licence = Literal["missing", "expired", "expiring", "holds"]


@dataclass(frozen=True, slots=True)
class Clinician:
    """One therapist or admin as an admin sees them."""

    user: User
    profile: TherapistProfile | None
    caseload: int
    has_second_factor: bool
    is_suspended: bool
    licence: Licence | None
    is_paused: bool

    @property
    def has_left(self) -> bool:
        return self.profile is not None and self.profile.left_at is not None

    @property
    def licence_ends(self) -> date | None:
        return self.profile.licence_expires_on if self.profile is not None else None

    @property
    def leaves_patients_waiting(self) -> bool:
        """Suspended, with patients about whom an admin has to decide."""
        return self.is_suspended and self.caseload > 0

    @property
    def has_licence_to_renew(self) -> bool:
        """A licence that is missing, has ended or soon will."""
        return not self.has_left and self.licence in {"missing", "expired", "expiring"}

    @property
    def can_care(self) -> bool:
        """In service, with a licence that holds: a care can be handed over to them."""
        in_service = not self.has_left and not self.is_suspended
        return in_service and self.licence in {"holds", "expiring"}

    @property
    def takes_new_patients(self) -> bool:
        """Somebody new finds their page and can ask for a time."""
        profile = self.profile
        if profile is None or not self.can_care or self.is_paused:
            return False
        return bool(profile.words) and profile.accepting_new_patients


def clinicians(*, on: date, pk: UUID | None = None) -> list[Clinician]:
    """Therapists and admins by name, or the one with this key. Three queries."""
    staff = (
        User.objects.staff()
        .annotate(
            caseload=Count("cares_as_therapist", filter=Q(cares_as_therapist__ended_at=None)),
            has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)),
            suspended=Exists(Suspension.objects.filter(user=OuterRef("pk"), lifted_at=None)),
        )
        .order_by("full_name")
    )
    if pk is not None:
        staff = staff.filter(pk=pk)
    profiles = {p.user_id: p for p in TherapistProfile.objects.filter(user__in=staff.values("pk"))}
    paused = asking.paused(profiles.keys())
    return [
        Clinician(
            user=user,
            profile=profiles.get(user.pk),
            caseload=user.caseload,
            has_second_factor=user.has_factor,
            is_suspended=user.suspended,
            licence=licence_state(profiles[user.pk], on=on) if user.pk in profiles else None,
            is_paused=user.pk in paused,
        )
        for user in staff
        if user.role == Role.ADMIN or user.pk in profiles
    ]


def licence_state(profile: TherapistProfile, *, on: date) -> Licence:
    """Whether the licence holds, and for long enough not to think about it."""
    if not profile.licence_number or profile.licence_expires_on is None:
        return "missing"
    if profile.licence_expires_on < on:
        return "expired"
    return "expiring" if profile.licence_expires_on - on <= RENEW_WITHIN else "holds"
