"""Public holidays, by country and part of a country, from a library that knows them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays as library

ENGLISH = "en_US"


def holidays_between(
    country: str, subdivision: str, first: date, last: date, *, language: str = ENGLISH
) -> dict[date, str]:
    """The public holidays from the day `first` to the day `last`, both counted in, by name.

    None for a country that isn't said or that the library doesn't know (any more). Names are in
    the country's own language where the asked one isn't known.
    """
    if not country:
        return {}
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _year(country, subdivision, year, language).items()
        if first <= day <= last
    }


@lru_cache(maxsize=1)
def countries() -> dict[str, list[str]]:
    """The countries that are known (ISO 3166 codes), each with the codes of its parts."""
    known: dict[str, list[str]] = library.list_supported_countries(include_aliases=False)
    return {code: list(parts) for code, parts in sorted(known.items()) if len(code) == 2}


@lru_cache(maxsize=512)
def _year(country: str, subdivision: str, year: int, language: str) -> Mapping[date, str]:
    """Cached: working out a year's moon and Easter takes longer than a listing of free times."""
    try:
        days = library.country_holidays(
            country, subdiv=subdivision or None, years=year, language=language
        )
    except NotImplementedError:
        return {}
    # Some observances of a year fall into the one before or after.
    return {day: name for day, name in sorted(days.items()) if day.year == year}
