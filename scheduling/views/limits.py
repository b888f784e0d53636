"""How much a therapist can be booked, who asks first, and a pause."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.access import person, therapist_required
from people.errors import Refused
from people.models import Practice
from scheduling import actions
from scheduling.hours_forms import LimitsForm
from scheduling.models import TherapistRules


@therapist_required
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Caps, and whose bookings wait for a yes."""
    therapist = person(request)
    rules = TherapistRules.objects.filter(therapist=therapist).first() or TherapistRules()
    kept = {name: getattr(rules, name) for name in ("daily_cap", "weekly_cap", "asks_first")}
    form = LimitsForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_therapist_rules(actor=therapist, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("weekly_cap", refusal.message)
        else:
            messages.success(request, _("Saved. It holds for new bookings from now on."))
            return redirect("scheduling:limits")
    context = {
        "form": form,
        "rules": rules,
        "tab": "limits",
        "therapist": therapist,
        "practice": Practice.current(),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "scheduling/hours/limits.html", context, status=status)


@therapist_required
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Offer nothing new until further notice."""
    actions.pause_bookings(actor=person(request), at=timezone.now())
    messages.success(request, _("New bookings are paused. What is booked takes place."))
    return redirect("scheduling:limits")


@therapist_required
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Offer free times again."""
    actions.resume_bookings(actor=person(request))
    messages.success(request, _("Your free times are offered again."))
    return redirect("scheduling:limits")
