"""The demo's letter box: the e-mails Django's file backend kept, read back for people to see."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# django.core.mail.backends.filebased ends each message with a line of 79 hyphens.
_BETWEEN_MESSAGES = re.compile(rb"^-{79}\n", re.MULTILINE)


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a letter."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """One e-mail as its reader sees it. `sent_at` is in UTC."""

    slug: str
    sent_at: datetime
    to: str
    sender: str
    subject: str
    text: str
    enclosures: tuple[Enclosure, ...]


def read(folder: Path) -> list[Letter]:
    """Every letter kept in the folder, newest first."""
    letters = [
        _letter(source)
        for file in folder.glob("*.log")
        for source in _BETWEEN_MESSAGES.split(file.read_bytes())
        if source.strip()
    ]
    return sorted(letters, key=lambda letter: (letter.sent_at, letter.slug), reverse=True)


def _letter(source: bytes) -> Letter:
    message = message_from_bytes(source, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    sent_at = message["date"].datetime if message["date"] else datetime.min
    return Letter(
        slug=sha256(source).hexdigest()[:16],
        sent_at=sent_at.replace(tzinfo=sent_at.tzinfo or UTC).astimezone(UTC),
        to=str(message["to"] or ""),
        sender=str(message["from"] or ""),
        subject=str(message["subject"] or ""),
        text=str(body.get_content()) if body else "",
        enclosures=tuple(_enclosure(part) for part in message.iter_attachments()),
    )


def _enclosure(part: EmailMessage) -> Enclosure:
    content = part.get_payload(decode=True)
    return Enclosure(
        name=part.get_filename() or "attachment",
        content_type=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
    )


def _find(slug: str) -> Letter:
    for letter in read(Path(settings.EMAIL_FILE_PATH)):
        if letter.slug == slug:
            return letter
    raise Http404


@never_cache
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """All letters, or those to one address with `?to=`."""
    everyones = read(Path(settings.EMAIL_FILE_PATH))
    to = request.GET.get("to", "")
    context = {
        "letters": [letter for letter in everyones if not to or letter.to == to],
        "addresses": sorted({letter.to for letter in everyones}),
        "to": to,
    }
    return render(request, "demo/letters.html", context)


@never_cache
@require_safe
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """One letter with its links and attachments."""
    return render(request, "demo/letter.html", {"letter": _find(slug)})


@never_cache
@require_safe
def enclosure(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One attachment, as a download."""
    enclosures = _find(slug).enclosures
    if number >= len(enclosures):
        raise Http404
    kept = enclosures[number]
    return HttpResponse(
        kept.content,
        content_type=kept.content_type,
        headers={"Content-Disposition": f'attachment; filename="{Path(kept.name).name}"'},
    )
