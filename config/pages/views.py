"""Pages for anyone: what this is, for whom, how it works, and where help is now."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from config import themes
from intake import crisis
from people.addresses import own_address
from people.middleware import browser_zone
from people.models import Practice, User
from people.zones import territory


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """The front door. Who is signed in already goes to their own home."""
    if request.user.is_authenticated:
        return redirect("home:home")
    return render(request, "pages/welcome.html")


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """What happens, step by step."""
    return render(request, "pages/how.html")


@require_safe
def fit(request: HttpRequest) -> HttpResponse:
    """Who it is for, who it isn't for, and what there is instead."""
    return render(request, "pages/fit.html")


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Questions and answers."""
    return render(request, "pages/questions.html")


@require_safe
def technical_help(request: HttpRequest) -> HttpResponse:
    """Camera, microphone, line, and what to do when nothing works."""
    return render(request, "pages/technical_help.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, who sees it, and one's rights."""
    return render(request, "pages/privacy.html")


@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Who answers now: in the country one chose, else where one seems to be.

    A country that we know no sure line for still gets the emergency number and the directory.
    """
    code = request.GET.get("country", "") or _likely_country(request)
    return render(
        request,
        "pages/help_now.html",
        {
            "country": crisis.country(code),
            "countries": crisis.countries().values(),
            "emergency": crisis.EUROPEAN_EMERGENCY,
        },
    )


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or neither, and return to the page one came from."""
    response = HttpResponseRedirect(own_address(request, request.POST.get("next", "")))
    chosen = request.POST.get("theme", "")
    if chosen in themes.CHOICES:
        response.set_cookie(
            themes.COOKIE,
            chosen,
            max_age=themes.ONE_YEAR,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(themes.COOKIE, samesite="Lax")
    return response


def _likely_country(request: HttpRequest) -> str:
    """Where this device's clock is, else the account's, if we know that country's lines; else the
    practice's. A zone that a visitor only chose to read times in says nothing about where they are.
    """
    device = "" if "tz_chosen" in request.COOKIES else browser_zone(request)
    account = request.user.time_zone if isinstance(request.user, User) else ""
    for zone in (device, account):
        if crisis.country(territory(zone)):
            return territory(zone)
    return Practice.current().country
