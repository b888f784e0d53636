"""Questionnaires as data: load, ask, check, score, compare, hand on as FHIR.

Pure Python: no Django, no database, no clock. Everything a form needs to know about itself is in
one JSON file (see docs/questionnaires.md); this package turns it into frozen objects and answers
questions about them.
"""

from intake.engine.answers import (
    AnswerError,
    Progress,
    Reading,
    check,
    is_enabled,
    merge,
    progress,
    read,
)
from intake.engine.fhir import questionnaire_response
from intake.engine.library import Library, NoSuchInstrument
from intake.engine.loading import InvalidInstrument, parse
from intake.engine.model import (
    About,
    Answer,
    Answers,
    Band,
    Better,
    Cutoff,
    Item,
    ItemType,
    Measure,
    Option,
    Questionnaire,
    ReliableChange,
    RiskItem,
    as_list,
)
from intake.engine.scoring import Change, RiskHit, Score, compare, risk_hits, score

__all__ = [
    "About",
    "Answer",
    "AnswerError",
    "Answers",
    "Band",
    "Better",
    "Change",
    "Cutoff",
    "InvalidInstrument",
    "Item",
    "ItemType",
    "Library",
    "Measure",
    "NoSuchInstrument",
    "Option",
    "Progress",
    "Questionnaire",
    "Reading",
    "ReliableChange",
    "RiskHit",
    "RiskItem",
    "Score",
    "as_list",
    "check",
    "compare",
    "is_enabled",
    "merge",
    "parse",
    "progress",
    "questionnaire_response",
    "read",
    "risk_hits",
    "score",
]
