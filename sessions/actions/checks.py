"""Checks that are kept: the opening of a session, and somebody's devices."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from people import access
from people.access import Action
from people.models import Care, User
from privacy import audit
from sessions import lines as rules
from sessions.lines import Bears, Line
from sessions.models import (
    Browser,
    DeviceCheck,
    DeviceState,
    LineTrial,
    Network,
    OpeningCheck,
    Session,
    System,
    Verdict,
)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The answers of an opening check."""

    location: str
    is_private: bool
    others: str
    phone: str
    identity_confirmed: bool
    country: str = ""


def record_opening_check(
    *, actor: User, session: Session, opening: Opening, at: datetime
) -> OpeningCheck:
    """Keep what was asked at the start. Saving again replaces it; the audit trail tells of both."""
    access.require(actor, Action.ADMIT, session.care)
    with transaction.atomic():
        check, _created = OpeningCheck.objects.update_or_create(
            session=session, defaults={**vars(opening), "by": actor, "at": at}
        )
        audit.record("opening_check.save", actor=actor, row=check, care=session.care)
    return check


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What somebody tried, and on what."""

    camera: DeviceState
    microphone: DeviceState
    speaker: DeviceState
    lines: tuple[Line, ...] = ()
    browser: str = Browser.OTHER
    system: str = System.OTHER

    @property
    def verdict(self) -> Verdict:
        """How they can best meet."""
        return rules.verdict(
            camera=self.camera,
            microphone=self.microphone,
            speaker=self.speaker,
            lines=self.lines,
        )

    @property
    def network(self) -> Network:
        """What their line is good for, in one word."""
        best = rules.best(self.lines)
        if best is None:
            return Network.UNTRIED
        if best is Bears.NOTHING:
            connected = any(line.connected for line in self.lines)
            return Network.NOTHING if connected else Network.NO_WAY
        return Network.VIDEO if best is Bears.VIDEO else Network.SOUND


def record_device_check(*, actor: User, tried: Tried, at: datetime) -> Verdict:
    """Keep the result for each open care of a patient, where the therapist finds it."""
    with transaction.atomic():
        for care in Care.objects.open().filter(patient=actor):
            access.require(actor, Action.JOIN_ROOM, care)
            check = DeviceCheck.objects.create(
                care=care,
                person=actor,
                at=at,
                camera=tried.camera,
                microphone=tried.microphone,
                speaker=tried.speaker,
                network=tried.network,
                browser=tried.browser,
                system=tried.system,
                verdict=tried.verdict,
            )
            LineTrial.objects.bulk_create(
                LineTrial(check_made=check, **asdict(line)) for line in tried.lines
            )
            audit.record("device_check.record", actor=actor, row=check, care=care)
    return tried.verdict
