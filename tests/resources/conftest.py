"""What the tests of resources start from."""

from datetime import UTC, datetime
from typing import Any

import pytest

from people.models import Care
from resources import actions
from resources.library_files import read_all
from resources.models import Homework, LibraryItem

# A Monday noon; in Lisbon it is the same hour.
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def shelf(db: None) -> None:
    """The library as it ships."""
    actions.load_library(files=list(read_all()), at=NOON)


@pytest.fixture
def record(shelf: None) -> LibraryItem:
    """The thought record."""
    return LibraryItem.objects.get(slug="thought-record")


@pytest.fixture
def homework(care: Care, record: LibraryItem) -> Homework:
    """A thought record for Alice, from Tariq."""
    return actions.assign(actor=care.therapist, care=care, item=record, at=NOON)


@pytest.fixture
def written() -> dict[str, str]:
    """What Alice writes into it."""
    return {"situation": "Nobody answered my message.", "feeling": "Afraid", "strength": "75"}


@pytest.fixture
def trail(db: None) -> Any:
    """The verbs in the audit trail, in order; for tests of what is left behind."""
    from privacy.models import AuditEntry

    def verbs() -> list[str]:
        entries = AuditEntry.objects.order_by("id").exclude(verb="library.load")
        return list(entries.values_list("verb", flat=True))

    return verbs
