"""Library items as files: Markdown under YAML front matter, checked when they are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from resources.kinds import LIBRARY_KINDS, Kind, Topic

FOLDER = Path(__file__).parent / "library"
FENCE = "---\n"


class LibraryFileError(ValueError):
    """A library file that can't be used; the message names the file and what to change."""


@dataclass(frozen=True)
class Source:
    """Where what an item says comes from. ``url`` is empty for a book."""

    title: str
    by: str
    year: int
    url: str = ""


@dataclass(frozen=True)
class LibraryFile:
    """One item as written in its file. ``minutes`` is how long reading or doing it takes."""

    slug: str
    kind: Kind
    title: str
    summary: str
    topics: tuple[Topic, ...]
    minutes: int
    sources: tuple[Source, ...]
    body: str


def read_all(folder: Path = FOLDER) -> Iterator[LibraryFile]:
    """Every item of the folder, by name. Raises LibraryFileError at the first that is wrong."""
    for path in sorted(folder.glob("*.md")):
        yield read(path)


def read(path: Path) -> LibraryFile:
    """One item. Raises LibraryFileError."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith(FENCE) or text.count(FENCE) < 2:
        raise LibraryFileError(f"{path.name} must start with front matter between two --- lines.")
    _, front, body = text.split(FENCE, 2)
    try:
        item = _item(yaml.safe_load(front), body.strip())
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise LibraryFileError(f"{path.name}: {error}") from error
    if item.slug != path.stem:
        raise LibraryFileError(f"{path.name} must carry its own name as slug, not “{item.slug}”.")
    return item


def _item(front: dict[str, Any], body: str) -> LibraryFile:
    kind = Kind(front["kind"])
    if kind not in LIBRARY_KINDS:
        raise ValueError(f"the kind “{kind}” is only for homework written on the spot")
    sources = tuple(Source(**source) for source in front["sources"])
    if not sources:
        raise ValueError("say where it comes from: at least one source")
    if not body:
        raise ValueError("there is no text under the front matter")
    return LibraryFile(
        slug=front["slug"],
        kind=kind,
        title=front["title"],
        summary=front["summary"],
        topics=tuple(Topic(topic) for topic in front["topics"]),
        minutes=int(front["minutes"]),
        sources=sources,
        body=body,
    )
