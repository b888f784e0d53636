"""The homes: each draws on every app and decides nothing itself."""

from django.http import HttpRequest, HttpResponse

from config.home.views import overview, patient, today
from people import access
from people.models import Role

HOMES = {
    Role.PATIENT: patient.home,
    Role.THERAPIST: today.home,
    Role.ADMIN: overview.home,
}


@access.member_required
def home(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    return HOMES[Role(access.person(request).role)](request)
