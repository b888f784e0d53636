"""Time zones by their IANA names."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone this machine knows."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    return name in zone_names()


def valid_zone(name: str) -> None:
    """A validator: raises ValidationError for what is no IANA zone."""
    if not is_zone(name):
        raise ValidationError(_("Choose a time zone from the list, such as Europe/Lisbon."))


@cache
def territory(name: str) -> str:
    """The two-letter code of the country or territory that a zone lies in (Unicode's CLDR); "ZZ",
    nobody's, for one that lies in none, such as UTC."""
    return str(get_global("zone_territories").get(get_global("zone_aliases").get(name, name), "ZZ"))


def zone_choices() -> list[tuple[str, str]]:
    """(name, label) of the zones people live in, alphabetically."""
    return [
        (name, name.replace("_", " "))
        for name in sorted(zone_names())
        if name == "UTC"
        or ("/" in name and not name.startswith(("Etc/", "SystemV/", "posix/", "right/")))
    ]


def clock(local: datetime) -> str:
    """``16:00`` of an aware time on its own clock; when that clock shows it twice that night, with
    the offset that tells which one: ``02:30 (UTC+2)``."""
    words = date_format(local, "H:i")
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return words
    return f"{words} ({offset(local)})"


def clock_beside(there: datetime, here: datetime) -> str:
    """``17:00`` of the same moment on another clock, with the weekday (``Thu 00:00``) where that
    one's date isn't that of `here`."""
    words = clock(there)
    return words if there.date() == here.date() else f"{date_format(there, 'D')} {words}"


def offset(local: datetime) -> str:
    """``UTC+2``, ``UTC+10:30``, ``UTC``."""
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}:{rest:02d}" if rest else f"UTC{sign}{hours}"


def city(name: str) -> str:
    """The zone's city for people: ``Europe/Lisbon`` reads ``Lisbon``."""
    return name.rpartition("/")[2].replace("_", " ")


@cache
def _by_city() -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for name, _label in zone_choices():
        known.setdefault(city(name).casefold(), []).append(name)
    return known


def find(text: str) -> str | None:
    """The zone somebody means who typed its name, or its city if only one zone has that city."""
    wanted = "_".join(text.split()).casefold()
    exact = next((name for name in zone_names() if name.casefold() == wanted), None)
    if exact:
        return exact
    cities = _by_city().get(wanted.replace("_", " "), [])
    return cities[0] if len(cities) == 1 else None
