"""Progress notes: write, read once more and sign, read, add to, list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people import access
from people.access import Action
from people.errors import Refused
from people.handovers import line
from people.models import Care, User
from scheduling.models import Appointment
from sessions.actions.drafts import Saving
from sessions.actions.notes import add_to_note, save_note, sign_note
from sessions.drafting import Verdict
from sessions.formats import FORMATS
from sessions.forms.drafts import RevisionForm, fresh_stamp
from sessions.forms.notes import AddendumForm, NoteForm
from sessions.models import OpeningCheck, ProgressNote
from sessions.views import drafts
from sessions.views.after import after
from sessions.writing import sessions_to_write

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
@access.therapist_required
def note(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Write the note of a session. Saves itself; without a script, by its button."""
    viewer = access.person(request)
    meeting = _appointment(viewer, appointment)
    if request.method == "GET":
        kept = _note_of(meeting)
        if kept is not None and kept.is_signed:
            return redirect("sessions:read_note", kept.care.pk, kept.pk)
        return render(request, "sessions/notes/write.html", _writing(viewer, meeting, kept))
    form = NoteForm.posted(request.POST)
    if not form.is_valid():
        if drafts.saves_by_itself(request):
            return drafts.unreadable(form)
        context = _writing(viewer, meeting, _note_of(meeting)) | {"form": form}
        return render(request, "sessions/notes/write.html", context, status=422)
    saving = _save(viewer, meeting, form)
    if drafts.saves_by_itself(request):
        return drafts.saved(saving)
    if "sign" in request.POST and saving.verdict is not Verdict.ELSEWHERE:
        return redirect("sessions:sign_note", meeting.pk)
    drafts.tell(request, saving)
    return redirect("sessions:note", meeting.pk)


@require_http_methods(GET_OR_POST)
@access.therapist_required
def panel(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """The same editor as a part of a page: for the room, and when another format is chosen."""
    viewer = access.person(request)
    meeting = _appointment(viewer, appointment)
    if request.method == "POST":
        form = NoteForm.posted(request.POST)
        if not form.is_valid():
            return drafts.unreadable(form)
        _save(viewer, meeting, form)
    context = _writing(viewer, meeting, _note_of(meeting)) | {"in_panel": "page" not in request.GET}
    return render(request, "sessions/notes/_editor.html", context)


@require_http_methods(GET_OR_POST)
@access.therapist_required
def sign(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Read it once more, then sign: what is signed is what was on this page."""
    viewer = access.person(request)
    meeting = _appointment(viewer, appointment)
    kept = _note_of(meeting)
    if kept is None:
        return redirect("sessions:note", meeting.pk)
    if kept.is_signed:
        return redirect("sessions:read_note", kept.care.pk, kept.pk)
    refusal = None
    if request.method == "POST":
        form = RevisionForm(request.POST)
        try:
            revision = form.cleaned_data["revision"] if form.is_valid() else -1
            sign_note(actor=viewer, note=kept, revision=revision, at=timezone.now())
        except Refused as refused:
            refusal = refused.message
            kept.refresh_from_db()
        else:
            messages.success(request, _("Signed. The note is part of the record now."))
            return redirect("sessions:read_note", kept.care.pk, kept.pk)
    context = {
        "note": kept,
        "appointment": meeting,
        "refusal": refusal,
        "asides": drafts.asides(kept, viewer),
    }
    return render(request, "sessions/notes/sign.html", context, status=409 if refusal else 200)


@require_GET
@access.therapist_required
def read(request: HttpRequest, care: UUID, note: UUID) -> HttpResponse:
    """A signed note with what was added. A draft opens in its editor, for its author alone."""
    viewer = access.person(request)
    kept = access.get_or_404(
        viewer, Action.READ_NOTE, _readable(viewer), pk=note, session__care=care
    )
    if not kept.is_signed:
        return redirect("sessions:note", kept.session.appointment_id)
    return _reading(request, viewer, kept, AddendumForm())


@require_POST
@access.therapist_required
def add(request: HttpRequest, care: UUID, note: UUID) -> HttpResponse:
    """Add to a signed note."""
    viewer = access.person(request)
    kept = access.get_or_404(
        viewer, Action.WRITE_NOTE, _readable(viewer), pk=note, session__care=care
    )
    form = AddendumForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            add_to_note(actor=viewer, note=kept, text=text, at=timezone.now())
        except Refused as refused:
            form.add_error("text", str(refused.message))
        else:
            messages.success(request, _("Added."))
            return redirect("sessions:read_note", care, kept.pk)
    return _reading(request, viewer, kept, form, status=422)


@require_GET
@access.therapist_required
def index(request: HttpRequest, care: UUID) -> HttpResponse:
    """The notes of a patient: what is left to write and to sign first, then what is signed.

    The notes of those who had the care before stand under their names.
    """
    viewer = access.person(request)
    now = access.get_care_or_404(viewer, Action.READ_NOTE, care, audited=False)
    notes = ProgressNote.objects.filter(session__care__in=_line(viewer, now)).with_session()
    context = {
        "care": now,
        "to_write": sessions_to_write(viewer).filter(care=now),
        "drafts": notes.unsigned_by(viewer).filter(session__care=now),
        "signed": notes.signed().order_by("-session__appointment__starts_at"),
        "keeps_reflections": access.allows(viewer, Action.KEEP_PRIVATE_NOTE, now),
    }
    return render(request, "sessions/notes/index.html", context)


def _appointment(viewer: User, pk: UUID) -> Appointment:
    rows = Appointment.objects.with_people()
    return access.get_or_404(viewer, Action.WRITE_NOTE, rows, pk=pk)


def _note_of(meeting: Appointment) -> ProgressNote | None:
    return ProgressNote.objects.with_session().filter(session__appointment=meeting).first()


def _readable(viewer: User) -> QuerySet[ProgressNote]:
    return ProgressNote.objects.readable_by(viewer).with_session()


def _line(viewer: User, care: Care) -> list[Care]:
    """This care, and those it came from, as far as the viewer may read their notes."""
    return [care, *line(viewer, Action.READ_NOTE, care).before]


def _save(viewer: User, meeting: Appointment, form: NoteForm) -> Saving[ProgressNote]:
    return save_note(
        actor=viewer,
        appointment=meeting,
        format=form.wanted.code,
        texts=form.texts,
        stamp=form.stamp,
        at=timezone.now(),
    )


def _writing(viewer: User, meeting: Appointment, kept: ProgressNote | None) -> dict[str, Any]:
    """What the editor needs."""
    form = kept.form if kept else FORMATS[_usual_format(viewer)]
    told = {**fresh_stamp(kept), "format": form.code, "shape": form.code}
    return {
        "appointment": meeting,
        "note": kept,
        "form": NoteForm(form, initial={**told, **(kept.texts if kept else {})}),
        "asides": drafts.asides(kept, viewer),
        "after": after(meeting),
    }


def _usual_format(therapist: User) -> str:
    """The format of the note they wrote last: most people keep to one."""
    last = ProgressNote.objects.filter(author=therapist).order_by("-begun_at").first()
    return last.format if last else "free"


def _reading(
    request: HttpRequest, viewer: User, kept: ProgressNote, form: AddendumForm, status: int = 200
) -> HttpResponse:
    meeting = kept.session.appointment
    writes = access.allows(viewer, Action.WRITE_NOTE, kept.care)
    context = {
        "note": kept,
        "appointment": meeting,
        "after": after(meeting) if writes else None,
        "has_opening": OpeningCheck.objects.filter(session=kept.session).exists(),
        "addenda": kept.addenda.select_related("author"),
        "form": form if writes else None,
        "asides": drafts.asides(kept, viewer),
    }
    return render(request, "sessions/notes/read.html", context, status=status)
