"""From answers to a number, from a number to a band, from two numbers to a change."""

from dataclasses import dataclass
from enum import StrEnum

from intake.engine.model import Answers, Band, Better, Item, Measure, Questionnaire, as_list


@dataclass(frozen=True, slots=True)
class Score:
    """`total` is None when a scored item is missing: a sum over part of a form is not a score."""

    total: int | None
    missing: tuple[str, ...]
    band: Band | None
    past_cutoff: bool | None


class Change(StrEnum):
    """How two scores of one measure differ, beyond the measure's own noise."""

    BETTER = "reliably_better"
    WORSE = "reliably_worse"
    NONE = "no_reliable_change"


@dataclass(frozen=True, slots=True)
class RiskHit:
    """A risk item whose answer reached its threshold; `codes` are the choices that do."""

    link_id: str
    weight: int
    codes: tuple[str, ...]


def score(questionnaire: Questionnaire, answers: Answers) -> Score | None:
    """The score of these answers; None for a form that is not a measure."""
    measure = questionnaire.measure
    if measure is None:
        return None
    weights = {
        name: _item_weight(questionnaire.by_link_id[name], answers, turned=name in measure.reversed)
        for name in measure.items
    }
    missing = tuple(name for name, weight in weights.items() if weight is None)
    if missing:
        return Score(None, missing, None, None)
    total = measure.factor * sum(weight for weight in weights.values() if weight is not None)
    cutoff = measure.cutoff
    return Score(total, (), measure.band(total), cutoff.is_met(total) if cutoff else None)


def compare(measure: Measure, *, baseline: int, now: int) -> Change | None:
    """Reliable change from `baseline` to `now`; None when none is published for the measure."""
    if measure.reliable_change is None:
        return None
    gained = baseline - now if measure.better is Better.LOWER else now - baseline
    if gained >= measure.reliable_change.points:
        return Change.BETTER
    if gained <= -measure.reliable_change.points:
        return Change.WORSE
    return Change.NONE


def risk_hits(questionnaire: Questionnaire, answers: Answers) -> tuple[RiskHit, ...]:
    """The risk items these answers reach, whether or not the form is finished or the item applies:
    an answer that was given is taken seriously."""
    hits = []
    for risk in questionnaire.risk:
        item = questionnaire.by_link_id[risk.link_id]
        weight = _item_weight(item, answers, turned=False)
        if weight is not None and weight >= risk.at_least:
            given = as_list(answers.get(risk.link_id))
            codes = tuple(
                option.code
                for option in item.options
                if option.code in given
                and option.weight is not None
                and option.weight >= risk.at_least
            )
            hits.append(RiskHit(risk.link_id, weight, codes))
    return tuple(hits)


def _item_weight(item: Item, answers: Answers, *, turned: bool) -> int | None:
    answer = answers.get(item.link_id)
    options = [item.option(code) for code in as_list(answer)]
    weights = [option.weight for option in options if option and option.weight is not None]
    if not weights:
        return None
    weight = max(weights)
    return max(item.weights) + min(item.weights) - weight if turned else weight
