"""Text messages. Who carries them is a setting: nobody, a folder of this machine, or Twilio."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import phonenumbers
from django.conf import settings
from django.utils.module_loading import import_string


class Refused(Exception):
    """The provider will never deliver to this number, or there is no provider."""


@dataclass(frozen=True)
class TextMessage:
    """`reference` is the notice's key; `to` is in E.164, such as +351912345678."""

    reference: UUID
    to: str
    text: str


class Provider(Protocol):
    def send(self, message: TextMessage, *, first_tried_at: datetime | None) -> None:
        """Hand the message over. With `first_tried_at` it may have gone out already since then:
        look first, so that twice is once. Raises `Refused`, or anything else for "try later"."""


PROVIDERS = {"local": "notices.sms.local.Folder", "twilio": "notices.sms.twilio.Twilio"}


def is_set_up() -> bool:
    """Whether the practice can send text messages at all."""
    return bool(settings.SMS_PROVIDER)


def provider() -> Provider:
    """The one the settings name. Raises `Refused` where they name none."""
    if not is_set_up():
        raise Refused("no provider of text messages is set up")
    carrier: Provider = import_string(PROVIDERS[settings.SMS_PROVIDER])()
    return carrier


def number(phone: str) -> str:
    """A number with its country code as providers want it, in E.164. Raises `Refused`."""
    try:
        parsed = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        raise Refused("no number to send to") from None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
