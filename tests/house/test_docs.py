"""The documents against the code: what they name exists."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.house.source import FLOORS, ROOT, name

DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MAKEFILE = (ROOT / "Makefile").read_text()
OURS = {*FLOORS, "bench", "deploy", "docs", "static", "templates", "tests"}


@pytest.mark.parametrize("file", DOCS, ids=name)
def test_paths_named_in_documents_exist(file: Path) -> None:
    named = set(re.findall(r"`([\w.-]+/[\w./-]*)`", file.read_text()))
    missing = {
        path
        for path in named
        if path.split("/")[0]
        in {*FLOORS, "docs", "tests", "deploy", "templates", "static", "bench"}
        and not (ROOT / path).exists()
    }
    assert missing == set()


@pytest.mark.parametrize("file", DOCS, ids=name)
def test_links_between_documents_lead_somewhere(file: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", file.read_text())
    assert [link for link in links if not (file.parent / link).exists()] == []


@pytest.mark.parametrize("file", DOCS, ids=name)
def test_commands_named_in_documents_exist(file: Path) -> None:
    text = file.read_text()
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
