"""Putting the library's files on the shelf."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from privacy import audit
from resources.library_files import LibraryFile
from resources.models import ItemTopic, LibraryItem


@dataclass(frozen=True)
class Loaded:
    """How many items are new, changed, and no longer offered."""

    added: int
    changed: int
    withdrawn: int


def load_library(*, files: Iterable[LibraryFile], at: datetime) -> Loaded:
    """Make the shelf hold exactly these items. Loading the same files again changes nothing.

    Items whose file is gone are no longer offered; homework made from them stays as it was. Run
    by an operator, so there is no person to authorise.
    """
    added = changed = 0
    with transaction.atomic():
        known = {item.slug: item for item in LibraryItem.objects.prefetch_related("topics").all()}
        for file in files:
            item = known.pop(file.slug, None)
            if item is None:
                _fill(LibraryItem(slug=file.slug, published_at=at), file)
                added += 1
            elif item.withdrawn_at is not None or _said_by(item) != _said_in(file):
                _fill(item, file)
                changed += 1
        gone = [item.pk for item in known.values() if item.withdrawn_at is None]
        withdrawn = LibraryItem.objects.filter(pk__in=gone).update(withdrawn_at=at)
        loaded = Loaded(added, changed, withdrawn)
        if loaded != Loaded(0, 0, 0):
            audit.record("library.load", actor=None, detail=asdict(loaded))
    return loaded


def _fill(item: LibraryItem, file: LibraryFile) -> None:
    for name, value in _said_in(file).items():
        if name != "topics":
            setattr(item, name, value)
    item.withdrawn_at = None
    item.save()
    item.topics.all().delete()
    ItemTopic.objects.bulk_create([ItemTopic(item=item, code=topic) for topic in file.topics])


def _said_in(file: LibraryFile) -> dict[str, object]:
    return {
        "kind": str(file.kind),
        "title": file.title,
        "summary": file.summary,
        "body": file.body,
        "minutes": file.minutes,
        "sources": [asdict(source) for source in file.sources],
        "topics": [str(topic) for topic in file.topics],
    }


def _said_by(item: LibraryItem) -> dict[str, object]:
    return {
        "kind": item.kind,
        "title": item.title,
        "summary": item.summary,
        "body": item.body,
        "minutes": item.minutes,
        "sources": item.sources,
        "topics": [topic.code for topic in item.topics.all()],
    }
