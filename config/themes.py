"""Light, dark, or as the system says: a cookie, so that the server draws the right one at once."""

from collections.abc import Mapping

COOKIE = "theme"
CHOICES = ("light", "dark")
ONE_YEAR = 365 * 24 * 60 * 60


def chosen_theme(cookies: Mapping[str, str]) -> str:
    """The theme in these cookies, or "" when the system decides."""
    theme = cookies.get(COOKIE, "")
    return theme if theme in CHOICES else ""
