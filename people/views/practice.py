"""What an admin watches over: notices that did not go out, and the audit trail."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from notices.actions import retry
from notices.models import Notice, WorkerSign
from people import access, trail
from people.forms.trail import TrailForm
from privacy import audit

SHOWN = 100
PAGE = 25
TOO_LATE_SHOWN = timedelta(days=30)


@require_GET
@access.admin_required
def notices(request: HttpRequest) -> HttpResponse:
    """Notices that were given up or came too late, and whether the worker is at work."""
    now = timezone.now()
    sign = WorkerSign.objects.filter(pk=1).first()
    late = Notice.objects.open().filter(due_at__lt=now - timedelta(minutes=5))
    context = {
        "failed": [
            (notice, notice.kind.replace("_", " "))
            for notice in Notice.objects.given_up().select_related("recipient")[:SHOWN]
        ],
        "too_late": [
            (notice, notice.kind.replace("_", " "))
            for notice in Notice.objects.too_late()
            .filter(expired_at__gt=now - TOO_LATE_SHOWN)
            .select_related("recipient")[:SHOWN]
        ],
        "late": late.count(),
        "worker_seen_at": sign.seen_at if sign else None,
        "worker_is_away": sign is None or now - sign.seen_at > timedelta(minutes=2),
    }
    return render(request, "people/notices.html", context)


@require_POST
@access.admin_required
def retry_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one of them another round of attempts."""
    notice = get_object_or_404(Notice.objects.given_up(), pk=pk)
    retry(notice=notice, by=access.person(request))
    messages.success(request, _("On its way again. If it fails once more, it comes back here."))
    return redirect("people:notices")


@require_GET
@access.admin_required
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who did what, when and from where. Looking is itself written down."""
    form = TrailForm(request.GET or None)
    entries = trail.search(**(form.search() if form.is_valid() else {}))
    if (before := request.GET.get("before", "")).isdecimal():
        entries = entries.filter(pk__lt=int(before))
    page = [*entries[: PAGE + 1]]
    query = request.GET.copy()
    query.pop("before", None)
    about = trail.patients_of(page[:PAGE])
    context = {
        "form": form,
        "lines": [
            (trail.deed(line[0].verb), line, trail.about(line[0], about))
            for line in trail.folded(page[:PAGE])
        ],
        "older": page[PAGE - 1].pk if len(page) > PAGE else None,
        "query": query.urlencode(),
        "is_earlier": before.isdecimal(),
    }
    audit.record("audit.read", actor=access.person(request))
    return render(request, "people/audit.html", context)


@require_POST
@access.admin_required
def verify_audit(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say whether anybody touched it."""
    result = audit.verify()
    audit.record(
        "audit.verify", actor=access.person(request), detail={"sound": result.fault is None}
    )
    return render(request, "people/verified.html", {"result": result})
