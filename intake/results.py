"""What a patient told, ready to be read: measures over time, and their story."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from intake.asking import Told, tell
from intake.chart import Chart, draw
from intake.engine import Band, Change, Item, Measure, Questionnaire, compare
from intake.models import QuestionnaireResponse
from intake.told import STORY, finished
from people.models import Care


@dataclass(frozen=True, slots=True)
class Entry:
    """One time it was answered. `change` is since the first score, None for the first itself."""

    at: datetime
    total: int | None
    band: Band | None
    change: Change | None
    difference: int | None
    missing: int


@dataclass(frozen=True, slots=True)
class Course:
    """One instrument in one care, oldest entry first, with the latest answers in words."""

    questionnaire: Questionnaire
    measure: Measure
    entries: tuple[Entry, ...]
    charts: tuple[Chart, ...]
    latest_answers: tuple[Told, ...]

    @property
    def latest(self) -> Entry:
        return self.entries[-1]

    @property
    def past_cutoff(self) -> bool:
        cutoff, total = self.measure.cutoff, self.latest.total
        return cutoff is not None and total is not None and cutoff.is_met(total)


def courses(care: Care) -> list[Course]:
    """Every finished measure of this care, by instrument."""
    by_instrument: dict[str, list[QuestionnaireResponse]] = {}
    for response in QuestionnaireResponse.objects.filter(care=care).completed():
        if response.questionnaire.measure is not None:
            by_instrument.setdefault(response.instrument, []).append(response)
    return [_course(by_instrument[code]) for code in sorted(by_instrument)]


@dataclass(frozen=True, slots=True)
class Story:
    """The history as it was last told, finished or not, page by page, each under a heading for
    who reads about somebody else."""

    response: QuestionnaireResponse
    parts: tuple[tuple[str, list[Told]], ...]


def story(care: Care) -> Story | None:
    """The history of this care's patient, where they have begun to tell it; what was finished
    before the care was handed over counts more than a draft since."""
    drafts = QuestionnaireResponse.objects.filter(care=care, instrument=STORY).drafts()
    response = finished(care, STORY) or drafts.first()
    if response is None:
        return None
    asked = response.questionnaire
    parts = tuple((_heading(page), tell(asked, page, response.given)) for page in asked.pages)
    return Story(response, parts)


def _heading(page: Item) -> str:
    about_them = {
        "hopes": _("What brings them here"),
        "mental": _("Their story with mental health"),
        "body": _("Their health and medication"),
        "family": _("Family and the people who raised them"),
        "needs": _("What they need from us"),
    }
    return about_them.get(page.link_id, page.text)


def _course(responses: list[QuestionnaireResponse]) -> Course:
    last = responses[-1]
    questionnaire = last.questionnaire
    measure = questionnaire.measure
    assert measure is not None  # courses() chose only measures
    entries: list[Entry] = []
    baseline: int | None = None
    for response in responses:
        entries.append(_entry(response, measure, baseline))
        baseline = response.total if baseline is None else baseline
    points = [(entry.at, entry.total) for entry in entries if entry.total is not None]
    charts = tuple(draw(measure, points, width=width) for width in (900, 280)) if points else ()
    answers = [
        told for page in questionnaire.pages for told in tell(questionnaire, page, last.given)
    ]
    return Course(questionnaire, measure, tuple(entries), charts, tuple(answers))


def _entry(response: QuestionnaireResponse, measure: Measure, baseline: int | None) -> Entry:
    assert response.completed_at is not None  # only finished responses are shown
    total = response.total
    change = difference = None
    if total is not None and baseline is not None:
        change, difference = compare(measure, baseline=baseline, now=total), total - baseline
    return Entry(
        at=response.completed_at,
        total=total,
        band=measure.band(total) if total is not None else None,
        change=change,
        difference=difference,
        missing=len(response.score.get("missing", ())),
    )
