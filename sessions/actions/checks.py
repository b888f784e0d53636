"""Checks that are kept: the opening of a session, and somebody's devices."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from people import access
from people.access import Action
from people.models import Care, User
from privacy import audit
from sessions.models import DeviceCheck, DeviceState, OpeningCheck, Session, Verdict


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The answers of an opening check."""

    location: str
    is_private: bool
    others: str
    phone: str
    identity_confirmed: bool


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


def verdict(camera: DeviceState, microphone: DeviceState, speaker: DeviceState) -> Verdict:
    """How this person can best meet, from what works."""
    if microphone != DeviceState.WORKS or speaker != DeviceState.WORKS:
        return Verdict.PHONE
    return Verdict.VIDEO if camera == DeviceState.WORKS else Verdict.SOUND


def record_device_check(
    *,
    actor: User,
    camera: DeviceState,
    microphone: DeviceState,
    speaker: DeviceState,
    at: datetime,
) -> Verdict:
    """Keep the result for each open care of a patient, where the therapist finds it."""
    ended = verdict(camera, microphone, speaker)
    with transaction.atomic():
        for care in Care.objects.open().filter(patient=actor):
            access.require(actor, Action.JOIN_ROOM, care)
            check = DeviceCheck.objects.create(
                care=care,
                person=actor,
                at=at,
                camera=camera,
                microphone=microphone,
                speaker=speaker,
                verdict=ended,
            )
            audit.record("device_check.record", actor=actor, row=check, care=care)
    return ended
