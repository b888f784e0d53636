"""Turning a notice into an e-mail or a text message and handing it over."""

from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, Template
from django.template.loader import get_template
from django.utils import timezone, translation

from notices import sms
from notices.kinds import KINDS, Later, Letter
from notices.models import Channel, Notice

TEMPLATES = {Channel.EMAIL: "notices/{}.txt", Channel.SMS: "notices/{}.sms.txt"}


def send(notice: Notice) -> bool | Later:
    """Compose and send. False when there is nothing to tell any more, `Later` when it is no time
    to tell it.

    Times in it are in the recipient's zone and language.
    """
    recipient = notice.recipient
    zone = ZoneInfo(getattr(recipient, "time_zone", "") or "UTC")
    language = getattr(recipient, "language", "") or settings.LANGUAGE_CODE
    with timezone.override(zone), translation.override(language):
        letter = KINDS[notice.kind](notice)
        if letter is None:
            return False
        if isinstance(letter, Later):
            return letter
        text = _text(notice, letter)
    if notice.channel == Channel.SMS:
        _send_text_message(notice, text)
    else:
        _send_email(notice, text, letter)
    return True


def _send_email(notice: Notice, text: str, letter: Letter) -> None:
    """The Message-ID is made from the notice's key, so a letter sent twice after a crash is one
    letter to a mail reader."""
    subject, _, body = text.partition("\n")
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMessage(
        subject=subject.removeprefix("Subject:").strip(),
        body=body.strip() + "\n",
        to=[notice.address or notice.recipient.email],  # type: ignore[union-attr]
        headers={"Message-ID": f"<{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    for attachment in letter.attachments:
        message.attach(attachment.name, attachment.content, attachment.media_type)
    message.send()


def _send_text_message(notice: Notice, text: str) -> None:
    again = notice.first_claimed_at != notice.claimed_at
    sms.provider().send(
        sms.TextMessage(
            reference=notice.pk,
            to=sms.number(getattr(notice.recipient, "phone", "")),
            text=" ".join(text.split()),
        ),
        first_tried_at=notice.first_claimed_at if again else None,
    )


def _text(notice: Notice, letter: Letter) -> str:
    """A letter is text: nothing in it is escaped for HTML."""
    path = TEMPLATES[Channel(notice.channel)].format(notice.kind)
    template: Template = get_template(path).template  # type: ignore[attr-defined]
    known = {"recipient": notice.recipient, "site_url": settings.SITE_URL, **letter.context}
    return template.render(Context(known, autoescape=False)).strip()
