"""Where somebody is now, and whose emergency numbers count there.

What was said at the start of the session comes first, then what the patient prepared, then the
practice's own country. Everything but what was said is marked as an assumption: the wrong number is
worse than a question.
"""

from dataclasses import dataclass
from datetime import datetime

from intake import crisis
from intake.crisis import Country
from intake.models import ContactCard
from people.models import Practice
from sessions.models import OpeningCheck

ANOTHER = "other"
"""A country that we know no sure numbers for."""


@dataclass(frozen=True)
class Whereabouts:
    """`said_at` is when it was said in this session; `country` is None where we know no numbers."""

    words: str
    said_at: datetime | None
    country: Country | None
    is_assumed: bool


def whereabouts(
    *, check: OpeningCheck | None, card: ContactCard | None, practice: Practice
) -> Whereabouts:
    """Where the patient is, as far as anybody said."""
    said = check is not None and bool(check.location)
    words = check.location if check and said else card.location if card else ""
    said_at = check.at if check and said else None
    chosen = check.country if check else ""
    if chosen:
        return Whereabouts(words, said_at, crisis.country(chosen), is_assumed=False)
    named = crisis.named_in(words)
    if named is not None:
        return Whereabouts(words, said_at, named, is_assumed=not said)
    return Whereabouts(words, said_at, crisis.country(practice.country), is_assumed=True)
