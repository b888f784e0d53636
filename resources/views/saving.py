"""What autosave is told: words to show, never a page."""

from datetime import datetime

from django.forms import Form
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.errors import Refused


def wants_words(request: HttpRequest) -> bool:
    """Whether this is the page's own autosave (static/js/exercises/autosave.js)."""
    return request.headers.get("Accept") == "application/json"


def saved(
    at: datetime,
    *,
    readers: str = "",
    unkept: list[str] | None = None,
    is_shared: bool | None = None,
    address: str | None = None,
) -> JsonResponse:
    """“Saved 14:02”, who can read it now, and which answers could not be kept as they stand.

    `readers` is a sentence. `is_shared` shows or hides what the page says of a shared one; None
    leaves it as it is.
    `address` is where it is found again, for a page that was new when it was opened.
    """
    words = _("Saved %(time)s") % {"time": date_format(timezone.localtime(at), "H:i")}
    if readers:
        words += f". {readers}"
    if unkept:
        words += " " + _("Not kept yet: %(fields)s") % {"fields": ", ".join(unkept)}
    told: dict[str, object] = {"words": words}
    if is_shared is not None:
        told["shared"] = is_shared
    if address:
        told["address"] = address
    return JsonResponse(told)


def refused(request: HttpRequest, refusal: Refused) -> JsonResponse | None:
    """The refusal for autosave; None for a person's own post, who gets a page."""
    if not wants_words(request):
        return None
    return JsonResponse({"words": str(refusal.message)}, status=409)


def unkept(request: HttpRequest, form: Form, *, text: str) -> JsonResponse | None:
    """Why autosave could not keep `text`; an empty one is no complaint. None for a person's own
    post, who gets a page."""
    if not wants_words(request):
        return None
    if not text.strip():
        return JsonResponse({"words": ""})
    sentences = [str(sentence) for errors in form.errors.values() for sentence in errors]
    return JsonResponse({"words": " ".join(sentences)}, status=409)
