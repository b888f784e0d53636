"""Who answers now, in which country. The facts and their sources are in crisis_lines.yaml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SOURCE = Path(__file__).with_name("crisis_lines.yaml")
# 112 is answered in every country of the European Union, and mobile networks elsewhere know it.
EUROPEAN_EMERGENCY = "112"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Somebody who answers. `hours` is "always" (day and night), "some" or the hours in words."""

    name: str
    number: str
    hours: str
    languages: str
    url: str
    text: str = ""

    @property
    def dial(self) -> str:
        """The number as a tel: link wants it."""
        return self.number.replace(" ", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Country:
    """A country's emergency number and its lines, the first to try first."""

    code: str
    name: str
    emergency: str
    lines: tuple[Line, ...]


@cache
def countries() -> Mapping[str, Country]:
    """Every country we know lines for, by its two-letter code, in the order of their names."""
    entries: dict[str, Any] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["countries"]
    known = [
        Country(
            code=code,
            name=entry["name"],
            emergency=entry["emergency"],
            lines=tuple(Line(**line) for line in entry["lines"]),
        )
        for code, entry in entries.items()
    ]
    return {country.code: country for country in sorted(known, key=lambda country: country.name)}


def named_in(text: str) -> Country | None:
    """The country that a place in words names ("Rua 1, Lisbon, Portugal"), the last one if several
    are; None where it names none that we know."""
    found = [
        (match.start(), known)
        for known in countries().values()
        for match in re.finditer(rf"\b{re.escape(known.name)}\b", text, re.IGNORECASE)
    ]
    return max(found, key=lambda at: at[0])[1] if found else None


def country(code: str) -> Country | None:
    """The country with this code, in any case; None where we know no line that we are sure of."""
    return countries().get(code.strip().upper())
