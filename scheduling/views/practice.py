"""What the practice offers and by which rules: for admins."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.access import admin_required, person
from people.errors import Refused
from people.models import Practice
from scheduling import actions
from scheduling.models import Service
from scheduling.practice_forms import KINDS, RulesForm, ServiceForm


@admin_required
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """What can be booked, and what could be."""
    context = {
        "offered": Service.objects.offered().prefetch_related("offered_by"),
        "retired": Service.objects.exclude(retired_at=None),
        "practice": Practice.current(),
    }
    return render(request, "scheduling/services.html", context)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer_service(request: HttpRequest) -> HttpResponse:
    """Add a kind of session. A usual kind (``?kind=phone``) fills the form in."""
    kind = request.GET.get("kind", "")
    name, begin_with = KINDS.get(kind, ("", {}))
    form = ServiceForm(
        request.POST or None,
        practice=Practice.current(),
        initial={"name": name, **begin_with} if name else None,
    )
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(request, _("People can book this from now on."))
        return redirect("scheduling:services")
    status = 400 if request.method == "POST" else 200
    kinds = [(code, label) for code, (label, _fields) in KINDS.items()]
    context = {"form": form, "kinds": kinds, "kind": kind}
    return render(request, "scheduling/service.html", context, status=status)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, pk: Any) -> HttpResponse:
    """Change a kind of session, or retire it."""
    known = _get(pk)
    form = ServiceForm(request.POST or None, instance=known, practice=Practice.current())
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(
            request, _("Saved. Booked sessions keep the length and the breaks they have.")
        )
        return redirect("scheduling:services")
    status = 400 if request.method == "POST" else 200
    context = {"form": form, "service": _get(pk)}
    return render(request, "scheduling/service.html", context, status=status)


@admin_required
@require_POST
def retire_service(request: HttpRequest, pk: Any) -> HttpResponse:
    """Offer a kind of session no more."""
    known = _get(pk)
    actions.retire_service(actor=person(request), service=known, at=timezone.now())
    messages.success(
        request,
        _("“%(name)s” is not offered any more. Booked sessions take place.") % {"name": known.name},
    )
    return redirect("scheduling:services")


@admin_required
@require_POST
def restore_service(request: HttpRequest, pk: Any) -> HttpResponse:
    """Offer a retired kind of session again."""
    known = Service.objects.filter(pk=pk).first()
    if known is None:
        raise Http404
    actions.restore_service(actor=person(request), service=known)
    messages.success(request, _("“%(name)s” is offered again.") % {"name": known.name})
    return redirect("scheduling:services")


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """The practice's name, place and rules."""
    form = RulesForm(request.POST or None, instance=Practice.current())
    if request.method == "POST" and form.is_valid():
        actions.set_rules(
            actor=person(request), practice=form.save(commit=False), changed=form.changed_data
        )
        messages.success(request, _("Saved. The rules hold from now on."))
        return redirect("scheduling:rules")
    status = 400 if request.method == "POST" else 200
    return render(request, "scheduling/rules.html", {"form": form}, status=status)


def _save(request: HttpRequest, form: ServiceForm) -> bool:
    """Whether the practice took it; what stands in the way is written on the form."""
    is_new = form.instance._state.adding
    verb = actions.offer_service if is_new else actions.revise_service
    try:
        verb(
            actor=person(request),
            service=form.save(commit=False),
            offered_by=form.cleaned_data["offered_by"],
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _get(pk: Any) -> Service:
    known = Service.objects.offered().filter(pk=pk).first()
    if known is None:
        raise Http404
    return known
