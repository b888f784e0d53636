"""What no page may hold: the policy would refuse it in the browser, so it is refused here first."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, name

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
STYLES = sorted((ROOT / "static" / "css").rglob("*.css"))
FORBIDDEN_IN_PAGES = {
    "an inline style": r"<[^>]*\sstyle=",
    "a style element": r"<style\b",
    # But data for a script: a block of JSON is never run.
    "an inline script": r"<script(?![^>]*(?:\bsrc=|type=.application/json))[^>]*>",
    "an event attribute": r"<[^>]*\son[a-z]+=",
    "a script address": r"javascript:",
    "something from another origin": r"<(?:script|img|link|source|video|audio|iframe)\b[^>]*"
    r"(?:src|href)=[\"']?(?:https?:)?//",
    "text marked safe": r"\|\s*safe\b",
}


# Django writes its own help texts as markup.
MAY_TRUST_HELP_TEXTS = "templates/elements/field.html"
COMMENTS = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_pages_hold_nothing_the_policy_refuses(file: Path) -> None:
    text = COMMENTS.sub("", file.read_text())
    if name(file) == MAY_TRUST_HELP_TEXTS:
        text = text.replace("{{ field.help_text|safe }}", "")
    text = re.sub(r"\{%.*?%\}|\{\{(?!.*\bsafe\b).*?\}\}", "", text, flags=re.S)
    found = [what for what, pattern in FORBIDDEN_IN_PAGES.items() if re.search(pattern, text)]
    assert found == []


@pytest.mark.parametrize("file", SCRIPTS, ids=name)
def test_scripts_are_checked_and_write_no_markup(file: Path) -> None:
    text = file.read_text()
    assert "// @ts-check" in text.splitlines()[:3]
    assert "@ts-ignore" not in text
    assert "@ts-nocheck" not in text
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
    assert not re.search(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b", code)
    assert not re.search(r"[\"'`](?:https?|wss?)://", code)


@pytest.mark.parametrize("file", STYLES, ids=name)
def test_styles_load_nothing_from_elsewhere(file: Path) -> None:
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", file.read_text())


@pytest.mark.parametrize("file", TEMPLATES, ids=name)
def test_what_refreshes_itself_says_so(file: Path) -> None:
    """Else a page left open would keep its person signed in for ever (people.middleware)."""
    tags = re.findall(r"<[a-z]+\s[^<]*?hx-trigger=\"every [^<]*", file.read_text())
    assert [tag for tag in tags if "X-By-Itself" not in tag] == []
