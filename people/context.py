"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people.models import Practice


def practice(request: HttpRequest) -> dict[str, Any]:
    """`practice`, fetched when a template first asks; `theme` is "light", "dark" or "" (system)."""
    theme = request.COOKIES.get("theme", "")
    return {
        "practice": SimpleLazyObject(Practice.current),
        "theme": theme if theme in {"light", "dark"} else "",
    }
