"""The documents that come with Attune, as Markdown files with a version in their name."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from django.db import transaction

from intake.models import Document, DocumentKind
from privacy import audit

FOLDER = Path(__file__).parent / "documents"


@dataclass(frozen=True)
class ShippedDocument:
    kind: DocumentKind
    version: int
    title: str
    body: str


def shipped_documents(folder: Path = FOLDER) -> list[ShippedDocument]:
    """`<kind>.<version>.md`, each with its title in front matter, oldest version first."""
    found = []
    for path in folder.glob("*.md"):
        kind, version, _md = path.name.split(".")
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        title = yaml.safe_load(front)["title"]
        found.append(ShippedDocument(DocumentKind(kind), int(version), title, body.strip() + "\n"))
    return sorted(found, key=lambda document: (document.kind, document.version))


def load_documents(*, at: datetime) -> list[Document]:
    """Publish what is not there yet and answer what was published; the second time, nothing.

    A practice that has published a text of its own keeps it: a shipped version is loaded only
    when no version of that number or a higher one exists.
    """
    loaded = []
    with transaction.atomic():
        for text in shipped_documents():
            newest = Document.objects.current(text.kind)
            if newest is not None and newest.version >= text.version:
                continue
            document = Document.objects.create(
                kind=text.kind,
                version=text.version,
                title=text.title,
                body=text.body,
                published_at=at,
            )
            loaded.append(document)
        for document in loaded:
            detail = {"kind": document.kind, "version": document.version}
            audit.record("document.publish", actor=None, row=document, detail=detail)
    return loaded
