"""What holds for every template: nothing inline, so that the policy can forbid it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(FOLDER.rglob("*.html"))

COMMENTS = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.S)
TAG = re.compile(r"<[a-z][^>]*>", re.I | re.S)
STYLE_ATTRIBUTE = re.compile(r"\sstyle\s*=", re.I)
HANDLER_ATTRIBUTE = re.compile(r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.I)
STYLE_ELEMENT = re.compile(r"<style\b", re.I)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.I | re.S)
# Data for a script, which no browser runs; Django's json_script writes it so.
NO_PROGRAM = re.compile(r'type="application/json"')
OTHER_ORIGIN = re.compile(
    r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?//', re.I
)


def words(page: Path) -> str:
    return COMMENTS.sub("", page.read_text())


def name(page: Path) -> str:
    return str(page.relative_to(FOLDER))


def test_no_inline_style() -> None:
    styled = [
        name(page)
        for page in PAGES
        if STYLE_ELEMENT.search(words(page))
        or any(STYLE_ATTRIBUTE.search(tag) for tag in TAG.findall(words(page)))
    ]
    assert styled == []


def test_no_inline_script() -> None:
    inline = [
        name(page)
        for page in PAGES
        for attributes in SCRIPT.findall(words(page))
        if "src=" not in attributes and not NO_PROGRAM.search(attributes)
    ]
    assert inline == []
    handling = [
        f"{name(page)}: {tag}"
        for page in PAGES
        for tag in TAG.findall(words(page))
        if HANDLER_ATTRIBUTE.search(tag)
    ]
    assert handling == []


def test_nothing_from_another_origin() -> None:
    assert [name(page) for page in PAGES if OTHER_ORIGIN.search(words(page))] == []


def test_every_template_can_be_read() -> None:
    for page in PAGES:
        get_template(name(page))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent == FOLDER / "elements"], ids=name
)
def test_every_element_says_how_to_use_it(page: Path) -> None:
    assert page.read_text().startswith("{% comment %}\n")


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent == FOLDER / "elements"], ids=name
)
def test_every_element_is_in_the_docs(page: Path) -> None:
    assert f"`{page.name}`" in (Path(settings.BASE_DIR) / "docs/look.md").read_text()
