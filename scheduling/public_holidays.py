"""Countries and regions whose public holidays are known, by readable names.

Which days they are, `scheduling.holidays` knows.
"""

from datetime import date
from functools import lru_cache
from typing import Any

import holidays
from babel import Locale
from django.utils.translation import get_language

from people.models import User
from scheduling.holidays import ENGLISH, holidays_between
from scheduling.models import TherapistRules

LONGEST_CODE = 10
"""Of a region, as `TherapistRules` keeps it. Four parts of regions with longer names are left
out; their regions are there."""


@lru_cache(maxsize=32)
def countries(language: str) -> list[tuple[str, str]]:
    """Codes (ISO 3166-1) and names, in the order of the names."""
    codes = holidays.list_supported_countries(include_aliases=False)
    names = Locale.parse(language.replace("-", "_")).territories
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])


@lru_cache(maxsize=256)
def regions(country: str) -> list[tuple[str, str]]:
    """Codes and names of a country's parts that have holidays of their own; maybe none."""
    known = _class(country)
    if known is None:
        return []
    names: dict[str, str] = {}
    for name, code in known.subdivisions_aliases.items():
        # Short codes of other standards stand among the names.
        if code not in names and not (name.isupper() and len(name) <= 3):
            names[code] = name
    found = [(code, names.get(code, code)) for code in known.subdivisions]
    return sorted(
        (pair for pair in found if len(pair[0]) <= LONGEST_CODE), key=lambda pair: pair[1]
    )


def is_known(country: str, region: str = "") -> bool:
    """Whether the holidays of this place can be told."""
    if _class(country) is None:
        return False
    return not region or region in dict(regions(country))


def between(country: str, region: str, first: date, last: date) -> list[tuple[date, str]]:
    """The holidays from one day to another, both counted in, each with its name in the language
    that is being spoken, or the country's where there is no translation."""
    language = (get_language() or "en").partition("-")[0]
    spoken = ENGLISH if language == "en" else language
    return sorted(holidays_between(country, region, first, last, language=spoken).items())


def of_therapist(therapist: User, *, first: date, last: date) -> list[tuple[date, str]]:
    """The holidays this therapist keeps between two days."""
    rules = TherapistRules.objects.filter(therapist=therapist).first()
    if rules is None:
        return []
    return between(rules.holidays_country, rules.holidays_subdivision, first, last)


def _class(country: str) -> Any:
    """The package's class, or None. It loads each when one of its attributes is asked for, which
    its types don't tell."""
    if country not in holidays.list_supported_countries(include_aliases=False):
        return None
    return getattr(holidays, country)
