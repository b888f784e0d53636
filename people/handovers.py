"""A care that changes hands becomes a line: each care ends and the next begins where it ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from people import access
from people.access import Action, Viewer
from people.models import Care, EndReason
from people.models.care import CareQuerySet


@dataclass(frozen=True, slots=True)
class Line:
    """What came before a care and after it, as far as this person may read it.

    `before` has the latest first. `taken_over_by` is the care right after this one: whoever may
    read this one is told with whom it went on, also where that care itself is not theirs to read.
    `onward` is the last care of the line that they may read, where it isn't this one.
    """

    before: tuple[Care, ...] = ()
    taken_over_by: Care | None = None
    onward: Care | None = None


def line(viewer: Viewer, action: Action, care: Care) -> Line:
    """The line of this care for one reader, who may do this with it. At most two queries, and none
    where the care never changed hands."""
    if care.handed_over_from_id is None and care.end_reason != EndReason.HANDED_OVER:
        return Line()
    known = _linked(Care.objects.filter(patient=care.patient_id))
    here = known[care.pk]
    after = tuple(_after(here))
    return Line(
        before=tuple(each for each in _before(here) if access.allows(viewer, action, each)),
        taken_over_by=after[0] if after else None,
        onward=next((each for each in after[::-1] if access.allows(viewer, action, each)), None),
    )


def before(cares: Iterable[Care]) -> dict[UUID, tuple[Care, ...]]:
    """Where each of these cares came from, the latest first: for what one may know of a care
    whoever asks. One query for all of them, and none where none was handed over."""
    cares = list(cares)
    patients = {care.patient_id for care in cares if care.handed_over_from_id is not None}
    known = _linked(Care.objects.filter(patient__in=patients)) if patients else {}
    return {
        care.pk: tuple(_before(known[care.pk])) if care.handed_over_from_id is not None else ()
        for care in cares
    }


def _linked(cares: CareQuerySet) -> dict[UUID, Care]:
    """These cares by key, each knowing its neighbours, so that nobody asks step by step."""
    known = {care.pk: care for care in cares.select_related("patient", "therapist")}
    for care in known.values():
        if care.handed_over_from_id is not None:
            care.handed_over_from = known[care.handed_over_from_id]
    return known


def _before(care: Care) -> Iterator[Care]:
    while care.handed_over_from is not None:
        care = care.handed_over_from
        yield care


def _after(care: Care) -> Iterator[Care]:
    while (following := getattr(care, "handed_over_to", None)) is not None:
        care = following
        yield care
