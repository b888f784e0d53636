"""The practice admin's home: is everything in order?"""

from datetime import timedelta

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from config.health import worker
from config.home.greeting import greeting
from notices.models import Notice
from people import access
from people.models import Care, Invitation, TherapistProfile
from scheduling.models import Appointment
from sessions.models import HelpRequest

LICENCE_SOON = timedelta(days=60)


def home(request: HttpRequest) -> HttpResponse:
    """Counts and names of clinicians, never of what anybody wrote."""
    person, now = access.person(request), timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    failed, sending = Notice.objects.given_up().count(), worker()
    waiting = HelpRequest.objects.open().count()
    week = Appointment.objects.filter(starts_at__gte=now - timedelta(days=7), starts_at__lt=now)
    return render(
        request,
        "home/overview.html",
        {
            "greeting": greeting(person, at=now),
            "licences": TherapistProfile.objects.filter(
                left_at=None, licence_expires_on__lte=(now + LICENCE_SOON).date()
            )
            .select_related("user")
            .order_by("licence_expires_on"),
            "today": today.date(),
            "urgent": sum([bool(failed), bool(waiting), sending != "up"]),
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
