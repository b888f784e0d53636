"""Pages that exist in the demo alone. Production refuses to start with them."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from config.demo.cast import CAST
from people.models import User


def index(request: HttpRequest) -> HttpResponse:
    """Whom you can be in the sample practice, and what each of them will show you."""
    people = {user.email: user for user in User.objects.filter(email__in=[p.email for p in CAST])}
    cast = [(part, people[part.email]) for part in CAST if part.email in people]
    return render(request, "demo/index.html", {"cast": cast})


@require_POST
def sign_in(request: HttpRequest, email: str) -> HttpResponse:
    """Become one of the sample people in one click."""
    if not settings.DEMO or email not in {part.email for part in CAST}:
        raise Http404
    user = get_object_or_404(User, email=email)
    logout(request)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home:home")
