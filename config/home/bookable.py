"""What a therapist still has to do before anybody new can book them."""

from dataclasses import dataclass
from datetime import date

from people.clinicians import Licence, licence_state
from people.models import TherapistProfile, User
from scheduling.models import WeeklyHours


@dataclass(frozen=True, slots=True)
class Bookable:
    """What is there and what is missing. Two queries."""

    has_words: bool
    has_hours: bool
    licence: Licence
    licence_ends: date | None
    takes_new_patients: bool

    @property
    def has_licence(self) -> bool:
        """Number and date are on file, and it holds."""
        return self.licence not in {"missing", "expired"}

    @property
    def has_ended(self) -> bool:
        return self.licence == "expired"

    @property
    def is_unfinished(self) -> bool:
        """Something was never done; that the licence has ended is told by itself. Whoever takes
        nobody new is told of the licence alone."""
        if self.licence == "missing":
            return True
        return self.takes_new_patients and not (self.has_words and self.has_hours)


def bookable(therapist: User, *, on: date) -> Bookable | None:
    """None for somebody without a page of their own."""
    profile = TherapistProfile.objects.filter(user=therapist).first()
    if profile is None:
        return None
    return Bookable(
        has_words=bool(profile.words),
        has_hours=WeeklyHours.objects.of(therapist).within(on, None).exists(),
        licence=licence_state(profile, on=on),
        licence_ends=profile.licence_expires_on,
        takes_new_patients=profile.accepting_new_patients,
    )
