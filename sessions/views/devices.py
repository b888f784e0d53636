"""Trying camera, microphone, speaker and line."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from people import access
from people.models import Care
from sessions import lines
from sessions.actions import Tried, record_device_check
from sessions.browsers import browser_of, system_of
from sessions.forms.devices import DeviceCheckForm
from sessions.models import Change, DeviceState, Network, Verdict

ABOUT_PERMISSION = {Change.ALLOW_BROWSER, Change.ALLOW_SYSTEM, Change.OTHER_BROWSER}


@access.member_required
def device_check(request: HttpRequest) -> HttpResponse:
    """The check, or (after it) its result in one sentence and what to change."""
    viewer = access.person(request)
    user_agent = request.headers.get("User-Agent", "")
    browser, system = browser_of(user_agent), system_of(user_agent)
    if request.method == "POST":
        form = DeviceCheckForm(request.POST)
        if not form.is_valid():
            return redirect("sessions:device_check")
        told = form.cleaned_data
        devices = {name: DeviceState(told[name]) for name in ("camera", "microphone", "speaker")}
        tried = Tried(**devices, lines=told["lines"], browser=browser, system=system)
        verdict = record_device_check(actor=viewer, tried=tried, at=timezone.now())
        changes = lines.changes(**devices, lines=told["lines"], can_call=told["supported"] != "no")
        result = [("result", verdict), ("network", tried.network)]
        result += [("change", change) for change in changes]
        return redirect(f"{reverse('sessions:device_check')}?{urlencode(result)}")
    care = Care.objects.open().filter(patient=viewer).select_related("therapist").first()
    context = {"care": care, "browser": browser, "system": system, **_result(request)}
    return render(request, "sessions/device_check.html", context)


def _result(request: HttpRequest) -> dict[str, object]:
    """What the check ended in, from the address: words of ours and none besides."""
    verdict, network = request.GET.get("result", ""), request.GET.get("network", "")
    asked = request.GET.getlist("change")
    changes = [change for change in Change if change.value in asked]
    return {
        "verdict": verdict if verdict in Verdict.values else "",
        "network": network if network in Network.values else "",
        "changes": changes,
        "shows_steps": not ABOUT_PERMISSION.isdisjoint(changes),
    }
