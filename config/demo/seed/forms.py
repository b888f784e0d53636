"""What was signed and answered before and between the sessions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO

from django.core.management import call_command

from config.demo.cast import PATIENTS
from config.demo.histories import HISTORIES
from config.demo.stories import Story
from intake import actions as intake
from intake.engine import Library
from intake.models import Document
from intake.shipped import load_documents
from people.models import Care
from sessions.models import Browser, DeviceCheck, DeviceState, Network, System, Verdict


def publish(*, at: datetime) -> None:
    """The texts and the library that ship with Attune."""
    load_documents(at=at - timedelta(days=150))
    call_command("load_library", verbosity=0, stdout=StringIO())


def seed(story: Story, care: Care, *, times: Sequence[datetime], at: datetime) -> None:
    """Nothing, half or all of the checklist; measures at the first sessions and the latest ones."""
    if story.prepared == "nothing":
        return
    before = (times[0] if times else at) - timedelta(days=1)
    consent, agreement = (
        Document.objects.current(kind) for kind in ("telehealth-consent", "session-agreement")
    )
    assert consent is not None
    assert agreement is not None
    intake.sign_document(actor=care.patient, care=care, document=consent, at=before)
    if story.hopes:
        _answer(care, "history", _told(story), at=before)
        if story.prepared == "all":
            intake.complete_response(actor=care.patient, care=care, instrument="history", at=before)
    if story.prepared == "half":
        return
    intake.sign_document(actor=care.patient, care=care, document=agreement, at=before)
    if times:
        intake.sign_document(actor=care.therapist, care=care, document=agreement, at=before)
    part = next(part for part in PATIENTS if part.email == story.patient)
    assert part.close is not None
    intake.save_contact_card(
        actor=care.patient,
        care=care,
        location=part.place,
        callback_phone=part.phone,
        emergency_name=part.close.name,
        emergency_phone=part.close.phone,
        emergency_relation=part.close.relation,
        at=before,
    )
    check_devices(care, at=before)
    for instrument, totals in (("phq-9", story.phq), ("gad-7", story.gad)):
        for total, moment in zip(totals, measured(times, len(totals), at=at), strict=True):
            _measure(care, instrument, total, risk=story.risk_item, at=moment)


def check_devices(care: Care, *, at: datetime) -> None:
    """All works, on a telephone."""
    DeviceCheck.objects.create(
        care=care,
        person=care.patient,
        at=at,
        camera=DeviceState.WORKS,
        microphone=DeviceState.WORKS,
        speaker=DeviceState.WORKS,
        network=Network.VIDEO,
        browser=Browser.CHROME,
        system=System.ANDROID,
        verdict=Verdict.VIDEO,
    )


def _told(story: Story) -> dict[str, list[str]]:
    answers = {"hopes-different": [story.hopes]}
    if history := HISTORIES.get(story.patient):
        answers |= history.ticks | {link: [words] for link, words in history.words.items()}
    return answers


def measured(times: Sequence[datetime], count: int, *, at: datetime) -> list[datetime]:
    """Evenly over the therapy, each an hour before a session; without one, twelve minutes ago."""
    if not times:
        return [at - timedelta(minutes=12)] * count
    step = (len(times) - 1) / max(1, count - 1)
    return [
        times[round(index * step)] - timedelta(minutes=60 - index % 2) for index in range(count)
    ]


def _measure(care: Care, instrument: str, total: int, *, risk: int, at: datetime) -> None:
    questionnaire = Library.shipped().current(instrument)
    measure = questionnaire.measure
    assert measure is not None
    risky = {item.link_id for item in questionnaire.risk}
    left = total
    submitted: dict[str, list[str]] = {}
    usual = [link for link in measure.items if link not in risky]
    for place, link in enumerate([*(link for link in measure.items if link in risky), *usual]):
        if link in risky:
            weight = min(risk, left)
        else:
            spread = len(measure.items) - place
            weight = min(3, -(-left // spread))
        left -= weight
        options = questionnaire.by_link_id[link].options
        submitted[link] = [next(o.code for o in options if o.weight == weight)]
    _answer(care, instrument, submitted, at=at)
    intake.complete_response(actor=care.patient, care=care, instrument=instrument, at=at)


def _answer(care: Care, instrument: str, submitted: dict[str, list[str]], *, at: datetime) -> None:
    intake.save_answers(
        actor=care.patient,
        care=care,
        instrument=instrument,
        submitted=submitted,
        asked=submitted.keys(),
        at=at,
    )
