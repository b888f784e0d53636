"""What the room's templates ask for is what the room's page can do (static/js/fragments.js)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOWN_IN_THE_ROOM = ("sessions", "goals", "elements")
ATTRIBUTE = re.compile(r"""\b(hx-[a-z-]+)(?:=(?:"([^"]*)"|'([^']*)'))?""")
PLAIN = {"hx-get", "hx-post", "hx-headers", "hx-vals"}
WORDS = {
    "hx-target": r"#[\w-]+|this|closest \S.*",
    "hx-swap": r"(innerHTML|outerHTML|none)( show:#[\w-]+:top)?",
    "hx-swap-oob": r"true|innerHTML|outerHTML",
}
TRIGGER = re.compile(r"load|intersect once|every .+|[a-z-]+( delay:\d+m?s| from:body)*", re.DOTALL)


def asked() -> Iterator[tuple[str, str, str]]:
    for folder in SHOWN_IN_THE_ROOM:
        for template in sorted((ROOT / "templates" / folder).rglob("*.html")):
            for name, double, single in ATTRIBUTE.findall(template.read_text()):
                yield template.name, name, double or single


def is_known(name: str, value: str) -> bool:
    if name == "hx-trigger":
        return all(TRIGGER.fullmatch(one.strip()) for one in value.split(","))
    return name in PLAIN or (name in WORDS and re.fullmatch(WORDS[name], value) is not None)


def test_the_templates_ask_for_nothing_else() -> None:
    assert len(list(asked())) > 20
    assert [one for one in asked() if not is_known(*one[1:])] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("hx-boost", "true"), ("hx-swap", "beforeend"), ("hx-trigger", "keyup changed")],
)
def test_what_it_cannot_do_would_be_seen(name: str, value: str) -> None:
    assert not is_known(name, value)


def test_the_room_loads_it_instead_of_the_library() -> None:
    base = (ROOT / "templates" / "base_room.html").read_text()
    assert "js/fragments.js" in base and "htmx-2" not in base
