"""What can be booked in the sample practice: every kind of session that Attune knows."""

from dataclasses import dataclass
from decimal import Decimal

from config.demo.seed.people import Cast
from scheduling import actions
from scheduling.models import Audience, Modality, Service

FIRST, USUAL, EXTENDED = "First consultation", "Session", "Long session"
IN_WRITING, BY_PHONE = "Session in writing", "A short call"
WITH_SOMEBODY, GROUP = "Session with somebody close", "Skills for hard days"


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One kind of session. `by` are those who offer it, if not everybody does."""

    name: str
    minutes: int
    audience: Audience
    modality: Modality = Modality.VIDEO
    buffer_after: int = 0
    notice_hours: int | None = None
    price: int | None = None
    shows_price: bool = True
    seats: int = 1
    by: tuple[str, ...] = ()


OFFERS = [
    Offer(name=FIRST, minutes=60, audience=Audience.NEW, price=90),
    Offer(name=USUAL, minutes=50, audience=Audience.EXISTING, price=80),
    Offer(name=EXTENDED, minutes=90, audience=Audience.EXISTING, buffer_after=15, price=120),
    Offer(
        name=IN_WRITING, minutes=50, audience=Audience.EXISTING, modality=Modality.TEXT, price=70
    ),
    Offer(
        name=BY_PHONE,
        minutes=30,
        audience=Audience.ANYONE,
        modality=Modality.PHONE,
        notice_hours=4,
    ),
    Offer(
        name=WITH_SOMEBODY,
        minutes=75,
        audience=Audience.INVITED,
        price=110,
        shows_price=False,
        by=("elena@practice.example", "mateus@practice.example"),
    ),
    Offer(
        name=GROUP,
        minutes=90,
        audience=Audience.ANYONE,
        modality=Modality.IN_PERSON,
        price=25,
        seats=6,
        by=("elena@practice.example",),
    ),
]


def seed(cast: Cast) -> None:
    """As the admin offers them."""
    for offer in OFFERS:
        service = Service(
            name=offer.name,
            minutes=offer.minutes,
            audience=offer.audience,
            modality=offer.modality,
            buffer_after=offer.buffer_after,
            notice_hours=offer.notice_hours,
            price=None if offer.price is None else Decimal(offer.price),
            shows_price=offer.shows_price,
            seats=offer.seats,
            everybody_offers=not offer.by,
        )
        people = [cast[email] for email in offer.by]
        actions.offer_service(actor=cast.admin, service=service, offered_by=people)
