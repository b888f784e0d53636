"""What two people in a room do to keep what they wrote or drew."""

import hashlib
from dataclasses import dataclass

from django.utils import timezone

from people.models import User
from sessions.actions import keeping
from sessions.models import Kept, Session


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Keeping:
    """Of this kind, and this text unless another is told."""

    kind: keeping.Kind
    text: str

    def agree(self, actor: User, session: Session, text: str | None = None) -> Kept:
        text = self.text if text is None else text
        return keeping.agree_to_keep(
            actor=actor, session=session, kind=self.kind, digest=digest(text), at=timezone.now()
        )

    def keep(self, actor: User, session: Session, text: str | None = None) -> Kept:
        text = self.text if text is None else text
        return keeping.keep(
            actor=actor, session=session, kind=self.kind, text=text, at=timezone.now()
        )
