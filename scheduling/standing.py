"""What stands open between a patient and the calendars: offers, requests, places in line."""

from dataclasses import dataclass
from datetime import datetime

from people.models import Care, User
from scheduling.models import BookingRequest, WaitlistEntry, WaitlistOffer


@dataclass(frozen=True, slots=True)
class Standing:
    """`could_wait` are the cares in which the patient does not wait for a time."""

    offers: list[WaitlistOffer]
    requests: list[BookingRequest]
    entries: list[WaitlistEntry]
    could_wait: list[Care]

    @property
    def therapists(self) -> list[User]:
        """With whom they have an open care, and who is here."""
        cares = [*(entry.care for entry in self.entries), *self.could_wait]
        return [care.therapist for care in cares if care.therapist.is_active]

    @property
    def is_any_here(self) -> bool:
        """Whether one of those whom they wait for is here."""
        return any(entry.care.therapist.is_active for entry in self.entries)


def standing_of(patient: User, *, at: datetime) -> Standing:
    """All of it in four queries."""
    offers = WaitlistOffer.objects.live(at=at).filter(entry__care__patient=patient)
    asked = BookingRequest.objects.live(at=at).filter(care__patient=patient)
    entries = list(WaitlistEntry.objects.open().filter(care__patient=patient).with_people())
    cares = Care.objects.open().filter(patient=patient, therapist__is_active=True)
    waiting = {entry.care_id for entry in entries}
    known = cares.select_related("therapist__therapist_profile")
    return Standing(
        offers=list(offers.with_people().order_by("expires_at")),
        requests=list(asked.with_people().order_by("starts_at")),
        entries=entries,
        could_wait=[care for care in known if care.pk not in waiting],
    )
