"""Error reports that hold no personal data, and logs that hold no key to any."""

import logging
import re
from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# The path of an address may be a key to what lies behind it: a calendar feed, an invitation, an
# offer of the waitlist. Ours are 43 characters long, allauth's not much shorter. The names of files
# of code, in a traceback, are none.
KEY = re.compile(rf"(?<=/)(?!{UUID}(?:/|\s|$)|\w+\.pyc?\b)[\w=:~-]{{20,}}")


class KeylessFormatter(logging.Formatter):
    """Leaves the keys out of every line: of a message, whichever logger it comes from, and of the
    traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        return KEY.sub("…", super().format(record))


class SilentFilter(SafeExceptionReporterFilter):
    """Hides request bodies and every local variable: what people write never reaches a report."""

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: TracebackType
    ) -> ItemsView[str, Any]:
        return dict[str, Any]().items()
