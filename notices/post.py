"""Turning a notice into an e-mail and handing it over."""

from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation

from notices.kinds import KINDS
from notices.models import Notice


def send(notice: Notice) -> bool:
    """Compose and send. False when there is nothing to tell any more.

    Times in the letter are in the recipient's zone and language. The Message-ID is made from the
    notice's key, so a letter sent twice after a crash is one letter to a mail reader.
    """
    recipient = notice.recipient
    zone = ZoneInfo(getattr(recipient, "time_zone", "") or "UTC")
    language = getattr(recipient, "language", "") or settings.LANGUAGE_CODE
    with timezone.override(zone), translation.override(language):
        letter = KINDS[notice.kind](notice)
        if letter is None:
            return False
        text = _render(
            notice.kind,
            {"recipient": recipient, "site_url": settings.SITE_URL, **letter.context},
        )
    subject, _, body = text.strip().partition("\n")
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMessage(
        subject=subject.removeprefix("Subject:").strip(),
        body=body.strip() + "\n",
        to=[notice.address or recipient.email],  # type: ignore[union-attr]
        headers={"Message-ID": f"<{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    for attachment in letter.attachments:
        message.attach(attachment.name, attachment.content, attachment.media_type)
    message.send()
    return True


def _render(kind: str, context: dict[str, Any]) -> str:
    """A letter is text: nothing in it is escaped for HTML."""
    template: Template = get_template(f"notices/{kind}.txt").template  # type: ignore[attr-defined]
    return template.render(Context(context, autoescape=False))
