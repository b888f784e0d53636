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
# offer of the waitlist. Ours are 43 characters long, allauth's not much shorter.
KEY = re.compile(rf"(?<=/)(?!{UUID}(?:/|$))[\w=:~-]{{20,}}")


class KeylessFilter(logging.Filter):
    """Leaves the keys out of whatever is logged of an address, such as a request that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = KEY.sub("…", record.getMessage()), None
        return True


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
