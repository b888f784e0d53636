"""What a questionnaire is, once loaded. Everything here is frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

Answer = str | int | bool | list[str]
"""One stored answer: an option's code (or several), a number, yes or no, an ISO date, words."""

Answers = Mapping[str, Answer]
"""Answers by linkId. A question that was not answered has no key."""


def as_list(answer: Answer | None) -> list[Any]:
    """One answer or several, as several."""
    return [*answer] if isinstance(answer, list) else [answer]


class ItemType(StrEnum):
    """The FHIR R4 item types this engine asks; any other is refused when loading."""

    GROUP = "group"
    DISPLAY = "display"
    CHOICE = "choice"
    TEXT = "text"
    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"

    @property
    def is_question(self) -> bool:
        return self not in (ItemType.GROUP, ItemType.DISPLAY)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `weight` is FHIR's ordinalValue and is what scoring adds up."""

    code: str
    display: str
    system: str = ""
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """FHIR enableWhen: `question` `operator` `value` (value is a bool for "exists")."""

    question: str
    operator: str
    value: Answer


@dataclass(frozen=True, slots=True)
class Item:
    """A group, a line to read, or a question."""

    link_id: str
    type: ItemType
    text: str = ""
    hint: str = ""
    prefix: str = ""
    required: bool = False
    repeats: bool = False
    code: str = ""
    control: str = ""
    options: tuple[Option, ...] = ()
    items: tuple["Item", ...] = ()
    conditions: tuple[Condition, ...] = ()
    all_conditions: bool = True
    max_length: int | None = None
    min_value: int | None = None
    max_value: int | None = None

    def walk(self) -> Iterator["Item"]:
        """This item, then everything under it, in the order it is asked."""
        yield self
        for child in self.items:
            yield from child.walk()

    @property
    def questions(self) -> tuple["Item", ...]:
        """The questions in this item, itself included, in order."""
        return tuple(item for item in self.walk() if item.type.is_question)

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)

    @property
    def weights(self) -> tuple[int, ...]:
        return tuple(option.weight for option in self.options if option.weight is not None)


class Better(StrEnum):
    """Which way a score goes when things get easier."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Band:
    """From `start` up to the next band's start. `label` is the field's word, for the therapist;
    `words` says it kindly, for the patient."""

    start: int
    end: int
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A published line: at or above `value` (or at or below, when `at_most`)."""

    value: int
    at_most: bool
    meaning: str

    def is_met(self, total: int) -> bool:
        return total <= self.value if self.at_most else total >= self.value


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """A difference of `points` or more is larger than the measure's own noise."""

    points: int
    source: str


@dataclass(frozen=True, slots=True)
class RiskItem:
    """An answer weighing `at_least` this much means: help now, and the therapist is told."""

    link_id: str
    at_least: int


@dataclass(frozen=True, slots=True)
class Measure:
    """How answers become a number, and what the number is taken to mean."""

    items: tuple[str, ...]
    reversed: frozenset[str]
    factor: int
    better: Better
    bands: tuple[Band, ...]
    cutoff: Cutoff | None
    reliable_change: ReliableChange | None
    minimum: int
    maximum: int

    def band(self, total: int) -> Band | None:
        return next((band for band in self.bands if band.start <= total <= band.end), None)


@dataclass(frozen=True, slots=True)
class About:
    """Where an instrument comes from and on what terms it may be shown."""

    code: str
    short: str
    purpose: str
    minutes: int
    licence: str
    credit: str
    source: str
    loinc: str = ""
    loinc_total: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Questionnaire:
    """One version of one instrument."""

    url: str
    version: str
    title: str
    description: str
    about: About
    items: tuple[Item, ...]
    measure: Measure | None
    risk: tuple[RiskItem, ...]
    fhir: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def code(self) -> str:
        return self.about.code

    @property
    def pages(self) -> tuple[Item, ...]:
        """The top-level groups, in order: one page each."""
        return tuple(item for item in self.items if item.type is ItemType.GROUP)

    @cached_property
    def by_link_id(self) -> dict[str, Item]:
        return {item.link_id: item for top in self.items for item in top.walk()}

    @cached_property
    def parents(self) -> dict[str, Item]:
        """The group each item sits in, by the item's linkId."""
        everything = self.by_link_id.values()
        return {child.link_id: item for item in everything for child in item.items}

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        return tuple(question for top in self.items for question in top.questions)
