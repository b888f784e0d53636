"""When people are reminded: the practice's plan, and a patient's own."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notices import sms
from people.access import admin_required, patient_required, person
from people.errors import Refused
from scheduling import actions, agenda, letters, reminders
from scheduling.models import Appointment, ReminderPlan
from scheduling.reminder_form import OWN, PRACTICES, OwnReminderForm, ReminderForm, in_words
from scheduling.slots import DAY

SHOWN = 5
EXAMPLES = (time(8, 30), time(15))


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def practices(request: HttpRequest) -> HttpResponse:
    """How the practice reminds everybody who has not chosen their own way."""
    plan, now = ReminderPlan.objects.practices(), timezone.now()
    form = ReminderForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_practice_reminders(actor=person(request), at=now, **form.told())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. What waits to be sent has been planned again."))
            return redirect("scheduling:practice_reminders")
    context = {
        "form": form,
        "plan": in_words(plan),
        "examples": _examples(plan, at=now),
        "own_plans": ReminderPlan.objects.exclude(person=None).count(),
        "has_sms": sms.is_set_up(),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "scheduling/practice_reminders.html", context, status=status)


@patient_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """How this patient is reminded, and when that is next."""
    viewer, now = person(request), timezone.now()
    practices_plan = ReminderPlan.objects.practices()
    saved = ReminderPlan.objects.filter(person=viewer).first()
    form = OwnReminderForm(
        request.POST or None,
        person=viewer,
        practices=practices_plan,
        plan=saved or practices_plan,
        initial={"whose": OWN if saved else PRACTICES},
    )
    if request.method == "POST" and form.is_valid():
        try:
            if form.follows_practice:
                actions.follow_practice_reminders(actor=viewer, at=now)
            else:
                actions.set_own_reminders(actor=viewer, at=now, **form.told())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It holds for your sessions from now on."))
            return redirect("scheduling:reminders")
    upcoming = [*Appointment.objects.for_person(viewer).upcoming(at=now).with_people()[:SHOWN]]
    waiting = letters.promises(upcoming)
    context = {
        "form": form,
        "has_sms": sms.is_set_up(),
        "upcoming": [(each, waiting[each.pk]) for each in upcoming],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "scheduling/reminders.html", context, status=status)


def _examples(plan: ReminderPlan, *, at: datetime) -> list[dict[str, Any]]:
    """What the plan makes of a morning's and an afternoon's session, on the reader's clock."""
    zone = agenda.reader_zone()
    day = at.astimezone(zone).date() + 8 * DAY
    starts = [datetime.combine(day, clock, zone) for clock in EXAMPLES]
    return [
        {
            "starts_at": start,
            "reminders": [
                each.due_at
                for each in reminders.plan(
                    starts_at=start,
                    minutes_before=plan.minutes_before,
                    quiet=plan.quiet,
                    zone=zone,
                    since=at,
                )
            ],
        }
        for start in starts
    ]
