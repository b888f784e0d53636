"""Time zones by their IANA names."""

from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
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


@cache
def current_names() -> frozenset[str]:
    """The zones people live in by today's names, one for each place (tzdata's zone.tab), and UTC.
    ``US/Pacific`` and ``Asia/Calcutta`` are aliases and not among them."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines()
    listed = {line.split("\t")[2] for line in lines if line and not line.startswith("#")}
    return zone_names() & (listed | {"UTC"})


@cache
def known_to_browsers() -> dict[str, str]:
    """Today's names by the older ones that browsers tell: they keep to CLDR, which never changes
    how a zone is called (``Asia/Calcutta``)."""
    aliases = get_global("zone_aliases")
    return {aliases[name]: name for name in current_names() if aliases.get(name, name) != name}


def current(name: str) -> str:
    """Today's name of a zone: ``Asia/Kolkata`` for ``Asia/Calcutta``. Else itself."""
    if name in current_names() or "/" not in name:
        return name
    kept = get_global("zone_aliases").get(name, name)
    found = known_to_browsers().get(kept, kept)
    return found if found in current_names() else name


def zone_choices(*, keep: str = "") -> list[tuple[str, str]]:
    """(name, label) of the zones people live in, alphabetically; and of one to `keep`, which was
    saved when it was still in the list."""
    names = current_names() | ({keep} if keep else set())
    return [(name, name.replace("_", " ")) for name in sorted(names)]


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
    """The zone's city for people, as it is called today: ``Europe/Lisbon`` reads ``Lisbon``."""
    return current(name).rpartition("/")[2].replace("_", " ")


@cache
def _by_city() -> dict[str, set[str]]:
    """Today's names by every city that a zone was ever called after."""
    known: dict[str, set[str]] = {}
    for name in zone_names():
        if current(name) in current_names():
            called = name.rpartition("/")[2].replace("_", " ").casefold()
            known.setdefault(called, set()).add(current(name))
    return known


def find(text: str) -> str | None:
    """The zone somebody means who typed a name of it, or its city if only one zone has that city.
    By today's name."""
    wanted = "_".join(text.split()).casefold()
    exact = next((name for name in zone_names() if name.casefold() == wanted), None)
    if exact:
        return current(exact)
    cities = _by_city().get(wanted.replace("_", " "), set())
    return next(iter(cities)) if len(cities) == 1 else None
