"""Reading what one is asked to agree to, agreeing, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from intake.actions import sign_document, withdraw_consent
from intake.models import Document, DocumentKind, Signature
from intake.prose import to_html
from people import access
from people.access import Action
from people.errors import Refused
from people.models import Care


@access.member_required
def document(request: HttpRequest, care: UUID, kind: DocumentKind) -> HttpResponse:
    """The text in force, who signed it, and, for those who may, the button to sign."""
    ours = access.get_care_or_404(request.user, Action.READ_AGREEMENTS, care)
    return _show(request, ours, kind)


def _show(
    request: HttpRequest, care: Care, kind: DocumentKind, refused: Refused | None = None
) -> HttpResponse:
    text = Document.objects.current(kind)
    if text is None:
        raise Http404
    viewer = access.person(request)
    signatures = list(
        Signature.objects.filter(care=care, document__kind=kind)
        .select_related("document", "person")
        .order_by("-signed_at")
    )
    mine = next(
        (s for s in signatures if s.person == viewer and s.document == text and not s.withdrawn_at),
        None,
    )
    may_sign = access.allows(viewer, Action.AGREE_AS_PATIENT, care) or (
        kind.needs_therapist and access.allows(viewer, Action.AGREE_AS_THERAPIST, care)
    )
    context = {
        "care": care,
        "kind": kind,
        "document": text,
        "html": to_html(text.body),
        "signatures": signatures,
        "mine": mine,
        "may_sign": may_sign and mine is None,
        "other": care.other(viewer),
        "may_withdraw": not kind.needs_therapist
        and access.allows(viewer, Action.AGREE_AS_PATIENT, care)
        and any(not s.withdrawn_at for s in signatures if s.person == viewer),
        "is_new_version": any(s.person == viewer and s.document != text for s in signatures),
        "refused": refused,
    }
    return render(request, "intake/document.html", context)


@require_POST
@access.member_required
def sign(request: HttpRequest, care: UUID, kind: DocumentKind) -> HttpResponse:
    """Agree to the version that was on the screen."""
    ours = access.get_care_or_404(request.user, Action.READ_AGREEMENTS, care)
    text = get_object_or_404(Document, kind=kind, pk=_uuid(request.POST.get("document", "")))
    try:
        if "agree" not in request.POST:
            raise Refused(_("Tick the box to say that you have read it and agree."))
        sign_document(actor=access.person(request), care=ours, document=text, at=timezone.now())
    except Refused as refused:
        return _show(request, ours, kind, refused)
    messages.success(request, _("Signed. You can read it again at any time."))
    if access.person(request).is_patient:
        return redirect("intake:prepare", care=ours.pk)
    return redirect("intake:document", care=ours.pk, kind=kind)


@require_POST
@access.patient_required
def withdraw(request: HttpRequest, care: UUID, kind: DocumentKind) -> HttpResponse:
    """Take back the consent to online therapy."""
    ours = access.get_care_or_404(request.user, Action.READ_AGREEMENTS, care)
    if kind is not DocumentKind.TELEHEALTH_CONSENT:
        raise Http404
    try:
        withdraw_consent(actor=access.person(request), care=ours, at=timezone.now())
    except Refused as refused:
        return _show(request, ours, kind, refused)
    messages.success(request, _("Your consent is taken back. You can give it again at any time."))
    return redirect("intake:document", care=ours.pk, kind=kind)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
