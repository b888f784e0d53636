"""Every item that ships: it parses, says where it comes from, and loads nothing from elsewhere."""

import re
from pathlib import Path

import pytest
import yaml

from resources.kinds import Kind
from resources.library_files import (
    FOLDER,
    LibraryFile,
    LibraryFileError,
    read,
    read_all,
)
from resources.markdown import to_html

PATHS = sorted(FOLDER.glob("*.md"))
ITEMS = list(read_all())
SLUGS = {item.slug for item in ITEMS}
OWN_PAGES = {"/help-now/"} | {f"/library/{slug}/" for slug in SLUGS}


def words(item: LibraryFile) -> int:
    return len(item.body.split())


def test_the_library_has_enough_to_begin_with() -> None:
    assert sum(item.kind is Kind.ARTICLE for item in ITEMS) >= 10
    assert {item.kind for item in ITEMS} == set(Kind) - {Kind.WRITTEN}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)
class TestItem:
    def test_has_a_source(self, item: LibraryFile) -> None:
        for source in item.sources:
            assert source.title
            assert source.by
            assert source.url == "" or source.url.startswith("https://")

    def test_has_topics_and_a_summary_that_fits_a_card(self, item: LibraryFile) -> None:
        assert item.topics
        assert len(item.summary) <= 120

    def test_loads_nothing_from_elsewhere(self, item: LibraryFile) -> None:
        assert not re.search(r'src="(?!/)', to_html(item.body))
        assert "![" not in item.body

    def test_its_own_links_lead_somewhere(self, item: LibraryFile) -> None:
        assert set(re.findall(r'href="(/[^"]*)"', to_html(item.body))) <= OWN_PAGES

    def test_its_headings_start_below_the_title(self, item: LibraryFile) -> None:
        assert "<h1" not in to_html(item.body)

    def test_an_article_can_be_read_in_one_sitting(self, item: LibraryFile) -> None:
        if item.kind is Kind.ARTICLE:
            assert 400 <= words(item) <= 900

    def test_speaks_quietly(self, item: LibraryFile) -> None:
        assert "!" not in item.title + item.summary + item.body


RIGHT = {
    "slug": "one",
    "kind": "article",
    "title": "One",
    "summary": "A first thing.",
    "topics": ["sleep"],
    "minutes": 1,
    "sources": [{"title": "A book", "by": "Somebody", "year": 2000}],
}


def file_with(folder: Path, **changes: object) -> Path:
    path = folder / "one.md"
    path.write_text(f"---\n{yaml.safe_dump(RIGHT | changes)}---\nText", encoding="utf-8")
    return path


def test_a_right_file_is_read(tmp_path: Path) -> None:
    item = read(file_with(tmp_path))
    assert (item.slug, item.kind, item.body) == ("one", Kind.ARTICLE, "Text")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"slug": "other"}, "its own name"),
        ({"sources": []}, "at least one source"),
        ({"sources": ["A book"]}, "one.md"),
        ({"kind": "poem"}, "poem"),
        ({"kind": "written"}, "on the spot"),
        ({"topics": ["cats"]}, "cats"),
        ({"minutes": "soon"}, "soon"),
    ],
)
def test_a_wrong_file_is_named_with_what_to_change(
    tmp_path: Path, changes: dict[str, object], what: str
) -> None:
    with pytest.raises(LibraryFileError, match=what):
        read(file_with(tmp_path, **changes))


@pytest.mark.parametrize(
    "text", ["No front matter", "---\n: [\n---\nText", "---\nslug: one\n---\n"]
)
def test_a_file_that_is_no_item_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "one.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LibraryFileError, match=r"one\.md"):
        read(path)
