"""An admin looks after the people who work at the practice."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people import access, actions, asking
from people import clinicians as staff
from people.errors import Refused
from people.forms import InviteForm, LicenceForm, PartingForm, ReasonForm
from people.models import Care, Invitation, Role, Suspension, TherapistProfile, User


@require_GET
@access.admin_required
def clinicians(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and who is invited."""
    found = staff.clinicians(on=timezone.localdate())
    now = timezone.now()
    context = {
        "therapists": [one for one in found if one.user.is_therapist and not one.has_left],
        "admins": [one for one in found if one.user.is_admin],
        "former": [one for one in found if one.has_left],
        "invitations": [
            (invitation, invitation.is_open(at=now))
            for invitation in Invitation.objects.unanswered().select_related("invited_by")
        ],
    }
    return render(request, "people/clinicians.html", context)


@require_http_methods(["GET", "POST"])
@access.admin_required
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a therapist or another admin."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(
                actor=access.person(request),
                email=form.cleaned_data["email"],
                full_name=form.cleaned_data["full_name"],
                role=Role(form.cleaned_data["role"]),
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("email", refused.message)
        else:
            said = _("Invited. The e-mail to %(email)s is on its way.")
            messages.success(request, said % {"email": invitation.email})
            return redirect("people:clinicians")
    return render(request, "people/invite.html", {"form": form})


@require_POST
@access.admin_required
def resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send an invitation again, with a fresh link."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        actions.resend_invitation(
            actor=access.person(request), invitation=invitation, at=timezone.now()
        )
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Sent again. The link sent before no longer works."))
    return redirect("people:clinicians")


@require_POST
@access.admin_required
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        actions.revoke_invitation(
            actor=access.person(request), invitation=invitation, at=timezone.now()
        )
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("Taken back. The link no longer works."))
    return redirect("people:clinicians")


@require_GET
@access.admin_required
def clinician(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them: licence, state, caseload, and what can be done."""
    return _page(request, pk)


@require_POST
@access.admin_required
def licence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the licence."""
    profile = get_object_or_404(TherapistProfile, user_id=pk)
    form = LicenceForm(request.POST, instance=profile)
    if not form.is_valid():
        return _page(request, pk, licence_form=form)
    actions.save_licence(
        actor=access.person(request),
        profile=profile,
        number=form.cleaned_data["licence_number"],
        jurisdiction=form.cleaned_data["licence_jurisdiction"],
        expires_on=form.cleaned_data["licence_expires_on"],
    )
    state = staff.licence_state(profile, on=timezone.localdate())
    say = messages.warning if state in {"missing", "expired"} else messages.success
    say(request, _what_the_licence_lacks(profile, state))
    return redirect("people:clinician", pk=pk)


def _what_the_licence_lacks(profile: TherapistProfile, state: staff.Licence) -> str:
    if state == "expired":
        return _("Saved. It has ended, so their page stays hidden until it is renewed here.")
    if state != "missing":
        return _("Licence saved.")
    if profile.licence_expires_on:
        return _("Saved. Still missing: the number. Their page stays hidden until it is here.")
    if profile.licence_number:
        return _("Saved. Still missing: “Valid until”. Their page stays hidden until it is here.")
    return _(
        "Saved. Still missing: the number and “Valid until”. Their page stays hidden until both "
        "are here."
    )


@require_POST
@access.admin_required
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep somebody out from now on."""
    user = get_object_or_404(User.objects.staff(), pk=pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.suspend(
                actor=access.person(request),
                user=user,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error("reason", refused.message)
        else:
            said = _("%(name)s is suspended and signed out everywhere.")
            messages.success(request, said % {"name": user.full_name})
            return redirect("people:clinician", pk=pk)
    return _page(request, pk, reason_form=form)


@require_POST
@access.admin_required
def reinstate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody in again."""
    user = get_object_or_404(User.objects.staff(), pk=pk)
    try:
        actions.reinstate(actor=access.person(request), user=user, at=timezone.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, _("%(name)s can sign in again.") % {"name": user.full_name})
    return redirect("people:clinician", pk=pk)


@require_http_methods(["GET", "POST"])
@access.admin_required
def part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Part with a therapist: first decide, for every patient, who will be there for them."""
    profile = get_object_or_404(TherapistProfile.objects.select_related("user"), user_id=pk)
    if profile.left_at:
        messages.info(request, _("%(name)s has left already.") % {"name": profile.user.full_name})
        return redirect("people:clinician", pk=pk)
    cares = _open_cares(profile.user)
    unsigned = Counter(care.patient.full_name for care in asking.unsigned_notes([pk]))
    known = staff.clinicians(on=timezone.localdate())
    form = PartingForm(
        request.POST or None,
        cares=cares,
        colleagues=[one for one in known if one.can_care and one.user.pk != pk],
        unsigned=unsigned.total(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.part_with(
                actor=access.person(request),
                therapist=profile.user,
                handover=form.decisions(),
                although_unsigned=form.cleaned_data.get("although_unsigned", False),
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            said = _("%(name)s has left. Everybody in their care has been told.")
            messages.success(request, said % {"name": profile.user.full_name})
            return redirect("people:clinician", pk=pk)
    context = {
        "form": form,
        "profile": profile,
        "cares": cares,
        "unsigned": unsigned.items(),
        "unsigned_count": unsigned.total(),
    }
    return render(request, "people/part.html", context)


def _open_cares(therapist: User) -> list[Care]:
    return [
        *Care.objects.open()
        .filter(therapist=therapist)
        .select_related("patient")
        .order_by("patient__full_name")
    ]


def _page(
    request: HttpRequest,
    pk: UUID,
    *,
    licence_form: LicenceForm | None = None,
    reason_form: ReasonForm | None = None,
) -> HttpResponse:
    found = staff.clinicians(on=timezone.localdate(), pk=pk)
    if not found:
        raise Http404
    one = found[0]
    suspensions = Suspension.objects.filter(user=one.user).order_by("-suspended_at")
    context: dict[str, Any] = {
        "one": one,
        "cares": _open_cares(one.user),
        "suspension": suspensions.filter(lifted_at=None).select_related("suspended_by").first(),
        "licence_form": licence_form or (one.profile and LicenceForm(instance=one.profile)),
        "reason_form": reason_form or ReasonForm(),
        "sessions_ahead": asking.sessions_ahead([pk]).get(pk, 0),
        "is_self": one.user.pk == request.user.pk,
    }
    return render(request, "people/clinician.html", context)
