"""The practice's texts and their versions."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.actions import publish_document
from intake.forms import DocumentForm
from intake.models import Document, DocumentKind
from intake.prose import to_html
from people import access
from people.errors import Refused


def _with_counts() -> "list[Document]":
    in_force = Count("signatures", filter=Q(signatures__withdrawn_at=None))
    withdrawn = Count("signatures", filter=Q(signatures__withdrawn_at__isnull=False))
    return list(
        Document.objects.select_related("published_by").annotate(
            in_force=in_force, withdrawn=withdrawn
        )
    )


@access.admin_required
def documents(request: HttpRequest) -> HttpResponse:
    """Every version of every text, newest first, with how many signed it."""
    versions = _with_counts()
    kinds = [
        (kind, [document for document in versions if document.kind == kind])
        for kind in DocumentKind
    ]
    return render(request, "intake/documents.html", {"kinds": kinds})


@access.admin_required
def version(request: HttpRequest, document: UUID) -> HttpResponse:
    """One version, as people read it."""
    text = get_object_or_404(Document, pk=document)
    current = Document.objects.current(text.kind)
    context = {"document": text, "html": to_html(text.body), "is_current": text == current}
    return render(request, "intake/document_version.html", context)


@access.admin_required
def publish(request: HttpRequest, kind: DocumentKind) -> HttpResponse:
    """Write a new version, look at it, publish it."""
    current = Document.objects.current(kind)
    initial = {"title": current.title if current else str(kind.label)}
    if current is not None:
        initial["body"] = current.body
    form = DocumentForm(request.POST or None, initial=initial)
    html = None
    if request.method == "POST" and form.is_valid():
        html = to_html(form.cleaned_data["body"])
        if "publish" in request.POST:
            try:
                published = publish_document(
                    actor=access.person(request), kind=kind, at=timezone.now(), **form.cleaned_data
                )
            except Refused as refused:
                form.add_error(None, str(refused.message))
            else:
                said = _("Version %(number)s is in force. People are asked to sign it.")
                messages.success(request, said % {"number": published.version})
                return redirect("intake:documents")
    context = {"kind": kind, "current": current, "form": form, "html": html}
    return render(request, "intake/document_form.html", context)
