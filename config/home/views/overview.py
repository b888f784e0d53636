"""The practice admin's home: is everything in order?"""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.health import worker
from config.home.greeting import greeting
from notices.models import Notice
from people import access
from people.clinicians import clinicians
from people.models import Care, Invitation
from scheduling.models import Appointment
from sessions.models import HelpRequest


def home(request: HttpRequest) -> HttpResponse:
    """Counts and names of clinicians, never of what anybody wrote."""
    person, now = access.person(request), timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    staff = clinicians(on=today.date())
    licences = [one for one in staff if one.has_licence_to_renew]
    suspended = [one for one in staff if one.leaves_patients_waiting]
    failed, sending = Notice.objects.given_up().count(), worker()
    waiting = HelpRequest.objects.open().count()
    week = Appointment.objects.filter(starts_at__gte=now - timedelta(days=7), starts_at__lt=now)
    return render(
        request,
        "home/overview.html",
        {
            "greeting": greeting(person, at=now),
            # What is missing first, then what ends soonest.
            "licences": sorted(
                licences, key=lambda one: (one.licence != "missing", one.licence_ends or date.max)
            ),
            "suspended": suspended,
            "urgent": sum([bool(failed), bool(waiting), sending != "up", bool(suspended)]),
            "failed_notices": failed,
            "invitations": Invitation.objects.filter(
                accepted_at=None, revoked_at=None, expires_at__gt=now
            ).count(),
            "help_waiting": waiting,
            "worker": sending,
            "sessions_today": Appointment.objects.live()
            .filter(starts_at__gte=today, starts_at__lt=today + timedelta(days=1))
            .count(),
            "week": week.aggregate(
                held=Count("pk", filter=Q(cancelled_at=None)),
                cancelled=Count("pk", filter=Q(cancelled_at__isnull=False)),
            ),
            "care": Care.objects.aggregate(
                enquiries=Count("pk", filter=Q(activated_at=None, ended_at=None)),
                active=Count("pk", filter=Q(activated_at__isnull=False, ended_at=None)),
            ),
        },
    )
