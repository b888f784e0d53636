"""Which browser and which device somebody uses, so that the steps for theirs come first. Pure."""

import re

_BROWSERS = (
    # Windows inside other apps often have no camera, whatever engine they are made of.
    ("inside", r"FBAN|FBAV|Instagram|Line/|; wv\)|MicroMessenger|Snapchat"),
    ("edge", r"Edg(e|A|iOS)?/"),
    ("firefox", r"Firefox/|FxiOS/"),
    ("chrome", r"Chrome/|Chromium/|CriOS/"),
    ("safari", r"Version/[\d.]+ .*Safari/"),
)
_SYSTEMS = (
    ("ios", r"iPhone|iPad|iPod"),
    ("android", r"Android"),
    ("windows", r"Windows NT"),
    ("mac", r"Macintosh|Mac OS X"),
    ("linux", r"Linux|X11|CrOS"),
)


def browser_of(user_agent: str) -> str:
    """A value of `models.Browser`. Chromium under another name counts as Chrome."""
    return _first(_BROWSERS, user_agent)


def system_of(user_agent: str) -> str:
    """A value of `models.System`. An iPad that asks for pages of a computer counts as a Mac."""
    return _first(_SYSTEMS, user_agent)


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for name, sign in known if re.search(sign, user_agent)), "other")
