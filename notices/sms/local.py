"""Text messages that leave no machine: each is kept as a file, for the demo and for trying out."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from notices.sms import TextMessage


@dataclass(frozen=True)
class Kept:
    """A text message as it was sent. `sent_at` is in UTC."""

    reference: str
    to: str
    text: str
    sent_at: datetime


class Folder:
    """Keeps messages in `settings.SMS_FILE_PATH`, one file each, named by its reference: the same
    message again is the same file."""

    def __init__(self) -> None:
        self.folder = Path(settings.SMS_FILE_PATH)

    def send(self, message: TextMessage, *, first_tried_at: datetime | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{message.reference}.json"
        if path.exists():
            return
        told = asdict(message) | {
            "reference": str(message.reference),
            "sent_at": datetime.now(UTC).isoformat(),
        }
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(told))
        draft.rename(path)

    def read(self) -> list[Kept]:
        """All that was kept, newest first."""
        found = [json.loads(path.read_text()) for path in self.folder.glob("*.json")]
        messages = [
            Kept(**told | {"sent_at": datetime.fromisoformat(told["sent_at"])}) for told in found
        ]
        return sorted(messages, key=lambda message: message.sent_at, reverse=True)
