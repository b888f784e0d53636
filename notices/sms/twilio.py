"""Text messages through Twilio, with its own library."""

from datetime import datetime, timedelta

from django.conf import settings
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from notices.sms import Refused, TextMessage

TIMEOUT = 15
"""Seconds: a provider that hangs must not hold the worker."""
NEVER = frozenset({21211, 21214, 21217, 21408, 21610, 21612, 21614, 21635})
"""https://www.twilio.com/docs/api/errors: not a number, not one for text messages, a region that
is not allowed, or somebody who answered STOP. No later attempt would fare better."""
FAILED = frozenset({"failed", "undelivered", "canceled"})
LOOKED_THROUGH = 50
"""How many of the last messages to a number are looked through for one of ours."""
SKEW = timedelta(minutes=2)
"""How far the two clocks may differ."""


class Twilio:
    """Sends with the account's REST API. It knows no idempotency key, so after an attempt with an
    unknown outcome the messages it holds for that number are looked through."""

    def __init__(self) -> None:
        self.client = Client(
            settings.TWILIO_ACCOUNT_SID,
            settings.TWILIO_AUTH_TOKEN,
            http_client=TwilioHttpClient(timeout=TIMEOUT),
        )
        self.client.api.base_url = settings.TWILIO_API

    def send(self, message: TextMessage, *, first_tried_at: datetime | None) -> None:
        if first_tried_at is not None and self._has_gone_out(message, since=first_tried_at):
            return
        sender = (
            {"messaging_service_sid": settings.TWILIO_FROM}
            if settings.TWILIO_FROM.startswith("MG")
            else {"from_": settings.TWILIO_FROM}
        )
        try:
            self.client.messages.create(to=message.to, body=message.text, **sender)
        except TwilioRestException as error:
            if error.code in NEVER:
                raise Refused(f"Twilio refuses it with {error.code}") from None
            raise

    def _has_gone_out(self, message: TextMessage, *, since: datetime) -> bool:
        """Compared here, by text and time: their filter by date leaves out what is still queued."""
        return any(
            message.text in (known.body or "")
            and known.status not in FAILED
            and known.date_created is not None
            and known.date_created >= since - SKEW
            for known in self.client.messages.list(to=message.to, limit=LOOKED_THROUGH)
        )
