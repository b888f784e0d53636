"""A time was offered to somebody who waits; it ran out; the last day that suited has passed."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from notices.actions import enqueue, withdraw
from notices.kinds import Letter, kind
from notices.models import Notice
from people.models import Practice
from scheduling.models import WaitlistEntry, WaitlistOffer


def tell_offered(offer: WaitlistOffer, *, token: str) -> None:
    """With the link that works once: the outbox keeps it encrypted until the letter is sent."""
    enqueue(
        key=_offered_key(offer),
        kind="waitlist_offer",
        recipient=offer.care.patient,
        about=offer.pk,
        context={"token": token},
        expires_at=offer.expires_at,
    )


def withdraw_offer(offer: WaitlistOffer) -> None:
    """It has been answered, has run out or was taken back before it was sent."""
    withdraw(key=_offered_key(offer))


def tell_offer_lapsed(offer: WaitlistOffer) -> None:
    enqueue(
        key=f"waitlist_lapsed:{offer.pk}",
        kind="waitlist_lapsed",
        recipient=offer.care.patient,
        about=offer.pk,
        expires_at=offer.starts_at,
    )


def tell_over(entry: WaitlistEntry) -> None:
    enqueue(
        key=f"waitlist_over:{entry.pk}",
        kind="waitlist_over",
        recipient=entry.care.patient,
        about=entry.pk,
    )


@kind("waitlist_offer")
def waitlist_offer(notice: Notice) -> Letter | None:
    offer = _offer(notice)
    if not offer.is_live(at=timezone.now()):
        return None
    address = reverse("scheduling:offer_by_link", args=[notice.context["token"]])
    return Letter(context={**_about(offer), "link": settings.SITE_URL + address})


@kind("waitlist_lapsed")
def waitlist_lapsed(notice: Notice) -> Letter | None:
    offer = _offer(notice)
    return Letter(context=_about(offer)) if offer.entry.closed_at is None else None


@kind("waitlist_over")
def waitlist_over(notice: Notice) -> Letter:
    entry = WaitlistEntry.objects.with_people().get(pk=notice.about)
    slug = entry.care.therapist.therapist_profile.slug
    address = reverse("scheduling:join_waitlist", args=[slug])
    return Letter(
        context={
            "entry": entry,
            "join": settings.SITE_URL + address,
            "practice": Practice.current(),
        }
    )


def _offer(notice: Notice) -> WaitlistOffer:
    return WaitlistOffer.objects.with_people().get(pk=notice.about)


def _about(offer: WaitlistOffer) -> dict[str, object]:
    return {
        # The words of a session's time read these two of it.
        "appointment": offer,
        "modality": offer.entry.service.modality,
        "offer": offer,
        "waitlist": settings.SITE_URL + reverse("scheduling:waitlist"),
        "practice": Practice.current(),
    }


def _offered_key(offer: WaitlistOffer) -> str:
    return f"waitlist_offer:{offer.pk}"
