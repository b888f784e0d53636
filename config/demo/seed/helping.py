"""Technical help: one question that waits for an answer, one that was answered."""

from datetime import datetime, timedelta

from config.demo.seed.changes import care_of
from config.demo.seed.forms import check_devices
from config.demo.seed.people import Cast
from people.models import User
from sessions.actions import helping
from sessions.device_facts import facts_of

DAY = timedelta(days=1)


def seed(cast: Cast, *, at: datetime) -> None:
    """By the verbs; the letter about the old answer is gone with the other old ones."""
    ana, maya = cast["ana@home.example"], cast["maya@home.example"]
    answered = helping.ask_for_help(
        actor=maya,
        words="The other side hears me, but I hear nothing on my tablet.",
        facts=_facts(maya),
        at=at - 6 * DAY,
    )
    helping.answer_help(
        answered,
        actor=cast.admin,
        words="Your headphones may still be connected to another device. Switch Bluetooth off on "
        "the tablet, then run the device check once more and listen for the two notes.",
        at=at - 6 * DAY + timedelta(hours=2),
    )
    check_devices(care_of(cast, "ana"), at=at - timedelta(hours=3, minutes=10))
    helping.ask_for_help(
        actor=ana,
        words="The picture stops every few minutes when my neighbour is at home.",
        facts=_facts(ana),
        at=at - timedelta(hours=3),
    )


def _facts(person: User) -> str:
    return "\n".join(facts_of(person, browser="chrome", system="android"))
