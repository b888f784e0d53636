"""Trying camera, microphone and speaker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people import access
from people.models import Care
from sessions.actions import record_device_check
from sessions.forms.devices import DeviceCheckForm
from sessions.models import DeviceState, Verdict


@access.member_required
def device_check(request: HttpRequest) -> HttpResponse:
    """The check, or (after it) its result in one sentence."""
    viewer = access.person(request)
    if request.method == "POST":
        form = DeviceCheckForm(request.POST)
        if not form.is_valid():
            return redirect("sessions:device_check")
        verdict = record_device_check(
            actor=viewer,
            at=timezone.now(),
            **{name: DeviceState(state) for name, state in form.cleaned_data.items()},
        )
        return redirect(f"{reverse('sessions:device_check')}?result={verdict}")
    result = request.GET.get("result", "")
    care = Care.objects.open().filter(patient=viewer).select_related("therapist").first()
    context = {"care": care, "verdict": result if result in Verdict.values else ""}
    return render(request, "sessions/device_check.html", context)
