"""What was written in a session, where both agreed to keep it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people import access
from people.access import Action
from sessions.models import ChatLine, Transcript


@access.party_required
@require_safe
def transcript(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The kept lines, for the two of them; that they were read is audited."""
    rows = Transcript.objects.select_related(
        "session__appointment", "session__care__patient", "session__care__therapist"
    )
    kept = access.get_or_404(request.user, Action.READ_KEPT, rows, session__appointment=appointment)
    context = {
        "appointment": kept.session.appointment,
        "care": kept.care,
        "lines": ChatLine.objects.of(kept.session),
    }
    return render(request, "sessions/transcript.html", context)
