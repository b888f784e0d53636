"""Undo on the next page: a button that sends what was taken away back through its own form.

Nothing is undone behind the verbs' backs. What the button sends is checked like anything typed.
"""

from collections.abc import Iterable

from django.http import HttpRequest

KEY = "undo"


def offer(
    request: HttpRequest, words: object, *, url: str, fields: Iterable[tuple[str, str]]
) -> None:
    """Show this sentence with "Undo" once, on the next page that asks."""
    request.session[KEY] = {
        "words": str(words),
        "url": url,
        "fields": [list(pair) for pair in fields],
    }


def take(request: HttpRequest) -> object:
    """What to show now, or None. It is gone afterwards."""
    return request.session.pop(KEY, None)
