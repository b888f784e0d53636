"""Photos of therapists, served by us and not by a web server's guess."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from people.models import TherapistProfile


@require_GET
def photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """A portrait that is shown to the public now: always WebP, because we made it.

    Its name changes with its content, so it may be kept for a day without asking again.
    """
    shown = TherapistProfile.objects.filter(
        photo=f"therapists/{name}.webp", user__is_active=True, left_at=None
    ).first()
    if shown is None:
        raise Http404
    try:
        file = shown.photo.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = "public, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
