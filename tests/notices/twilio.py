"""The part of Twilio's API that we use, on loopback: messages are made and listed.

Faithful in what matters: form-encoded in, JSON out, basic auth, dates as RFC 2822, errors with a
code. https://www.twilio.com/docs/messaging/api/message-resource
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

SID, TOKEN = "AC" + "0" * 32, "a secret"


@dataclass
class FakeTwilio:
    """What it was sent, and how it is told to behave."""

    url: str = ""
    messages: list[dict[str, str]] = field(default_factory=list)
    posts: int = 0
    lists: int = 0
    refuse_with: tuple[int, int] | None = None
    """HTTP status and Twilio's code for whatever is sent."""
    hang_up: bool = False
    """Take the message, then close the line without an answer."""

    def take(self, form: dict[str, str]) -> dict[str, str]:
        message = {
            "sid": f"SM{len(self.messages):032x}",
            "to": form["To"],
            "from": form.get("From", ""),
            "messaging_service_sid": form.get("MessagingServiceSid", ""),
            "body": form["Body"],
            "status": "queued",
            "date_created": format_datetime(datetime.now(UTC)),
        }
        self.messages.insert(0, message)
        return message


def _handler(twilio: FakeTwilio) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            twilio.posts += 1
            length = int(self.headers["Content-Length"])
            form = {
                name: value[0] for name, value in parse_qs(self.rfile.read(length).decode()).items()
            }
            if not self._signed_in():
                return self._answer(401, {"code": 20003, "message": "Authenticate"})
            if twilio.refuse_with:
                status, code = twilio.refuse_with
                return self._answer(status, {"code": code, "message": "No", "status": status})
            made = twilio.take(form)
            if twilio.hang_up:
                self.close_connection = True
                return None
            return self._answer(201, made)

        def do_GET(self) -> None:
            twilio.lists += 1
            asked = parse_qs(urlsplit(self.path).query)
            found = [m for m in twilio.messages if m["to"] == asked["To"][0]]
            self._answer(200, {"messages": found, "next_page_uri": None})

        def _signed_in(self) -> bool:
            given = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
            return given == f"{SID}:{TOKEN}" and f"/Accounts/{SID}/Messages.json" in self.path

        def _answer(self, status: int, told: Mapping[str, object]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    return Handler


@contextmanager
def fake_twilio() -> Iterator[FakeTwilio]:
    twilio = FakeTwilio()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(twilio)) as server:
        twilio.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield twilio
        finally:
            server.shutdown()
            thread.join()
