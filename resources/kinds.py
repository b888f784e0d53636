"""The kinds of work the library offers, and the fields each is filled in with.

Pure: a worksheet is described here once, and the form, the check, the page that shows what was
written and the saved answers all follow from it. A field's name is part of the stored answers,
so it is never renamed; a field that is no longer asked stays readable under its name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Words: TypeAlias = str | Promise
Answers: TypeAlias = dict[str, str | int]

MOST_CHARACTERS = 20_000


class Kind(TextChoices):
    """What a library item is, and so what doing it means."""

    ARTICLE = "article", _("Reading")
    BREATHING = "breathing", _("Breathing exercise")
    THOUGHT_RECORD = "thought_record", _("Thought record")
    JOURNAL = "journal", _("Journal")
    MUSCLE_RELAXATION = "muscle_relaxation", _("Muscle relaxation")
    ACTIVITY_SCHEDULE = "activity_schedule", _("Activity plan")
    WRITTEN = "written", _("Something to try")


LIBRARY_KINDS = tuple(kind for kind in Kind if kind is not Kind.WRITTEN)


class Shape(StrEnum):
    """How an answer is given."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True)
class Field:
    """One question. ``most`` is the highest number for a NUMBER, the longest text otherwise."""

    name: str
    label: Words
    shape: Shape = Shape.TEXT
    hint: Words = ""
    most: int = MOST_CHARACTERS


@dataclass(frozen=True)
class Section:
    """Fields that belong together, under one heading (none when the sheet is short)."""

    title: Words
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Worksheet:
    """Everything one kind of homework asks."""

    sections: tuple[Section, ...]

    @property
    def fields(self) -> Iterator[Field]:
        """Every field, in the order asked."""
        for section in self.sections:
            yield from section.fields

    def answers_from(self, given: Mapping[str, str]) -> Answers:
        """The answers in what was posted: only known fields, numbers within range.

        Never refuses: half an answer is kept as far as it makes sense, because this runs on
        every autosave. A number out of range or not a number is left out.
        """
        answers: Answers = {}
        for field in self.fields:
            text = given.get(field.name, "").replace("\r\n", "\n").strip()
            if not text:
                continue
            if field.shape is not Shape.NUMBER:
                answers[field.name] = text[: field.most]
            elif text.isdecimal() and int(text) <= field.most:
                answers[field.name] = int(text)
        return answers

    def unusable(self, given: Mapping[str, str]) -> list[Field]:
        """The fields whose text would be lost or cut by ``answers_from``."""
        kept = self.answers_from(given)
        lost = []
        for field in self.fields:
            text = given.get(field.name, "").replace("\r\n", "\n").strip()
            if text and str(kept.get(field.name, "")) != _plain(field, text):
                lost.append(field)
        return lost


def _plain(field: Field, text: str) -> str:
    return str(int(text)) if field.shape is Shape.NUMBER and text.isdecimal() else text


def _percent(name: str, label: Words) -> Field:
    return Field(
        name,
        label,
        Shape.NUMBER,
        _("From 0, not at all, to 100, as strong as can be."),
        most=100,
    )


def _line(name: str, label: Words, hint: Words = "") -> Field:
    return Field(name, label, Shape.LINE, hint, most=200)


def _activity(number: int) -> Section:
    def mark(name: str, label: Words) -> Field:
        return Field(f"{name}_{number}", label, Shape.NUMBER, _("0 to 10"), most=10)

    return Section(
        format_lazy("{} {}", _("Activity"), number),
        (
            _line(f"activity_{number}", _("What, and when?")),
            mark("pleasure", _("Pleasure")),
            mark("achievement", _("Achievement")),
            _line(f"noticed_{number}", _("What you noticed, or what got in the way")),
        ),
    )


ACTIVITIES = 5

WORKSHEETS: dict[Kind, Worksheet] = {
    Kind.ARTICLE: Worksheet(
        (
            Section(
                "",
                (
                    Field(
                        "reflection",
                        _("What stays with you from this?"),
                        hint=_("A sentence is enough. You can also leave it empty."),
                    ),
                ),
            ),
        )
    ),
    Kind.BREATHING: Worksheet(
        (
            Section(
                "",
                (
                    Field(
                        "noticed",
                        _("How was it?"),
                        hint=_("When you did it, and what you noticed. You can leave it empty."),
                    ),
                ),
            ),
        )
    ),
    Kind.THOUGHT_RECORD: Worksheet(
        (
            Section(
                _("The moment"),
                (
                    Field(
                        "situation",
                        _("Situation"),
                        hint=_("Only what a camera would have seen. Who, where, when?"),
                    ),
                    _line("feeling", _("Feeling"), _("One or two words.")),
                    _percent("strength", _("How strong was it?")),
                    Field(
                        "thought",
                        _("Automatic thought"),
                        hint=_("What went through your mind just before? As a sentence."),
                    ),
                ),
            ),
            Section(
                _("A fair look"),
                (
                    Field(
                        "evidence_for",
                        _("What supports it"),
                        hint=_("Facts you have seen or heard."),
                    ),
                    Field(
                        "evidence_against",
                        _("What doesn’t fit"),
                        hint=_("Facts the thought leaves out. What would a friend say?"),
                    ),
                    Field(
                        "balanced",
                        _("A more balanced thought"),
                        hint=_("One that takes both in, and that you can believe a little."),
                    ),
                    _percent("strength_after", _("How strong is the feeling now?")),
                ),
            ),
        )
    ),
    Kind.JOURNAL: Worksheet((Section("", (Field("page", _("Your page")),)),)),
    Kind.MUSCLE_RELAXATION: Worksheet(
        (
            Section(
                "",
                (
                    _percent("tension_before", _("How tense were you before?")),
                    _percent("tension_after", _("And afterwards?")),
                    Field(
                        "noticed",
                        _("What did you notice?"),
                        hint=_("Where was it easy to let go, and where not?"),
                    ),
                ),
            ),
        )
    ),
    Kind.ACTIVITY_SCHEDULE: Worksheet(
        tuple(_activity(number) for number in range(1, ACTIVITIES + 1))
    ),
    Kind.WRITTEN: Worksheet(
        (
            Section(
                "",
                (
                    Field(
                        "answer",
                        _("Your notes"),
                        hint=_("As much or as little as you like."),
                    ),
                ),
            ),
        )
    ),
}


class Topic(TextChoices):
    """What an item is about; the library can be narrowed to one."""

    ANXIETY = "anxiety", _("Anxiety and worry")
    MOOD = "mood", _("Low mood")
    SLEEP = "sleep", _("Sleep")
    THOUGHTS = "thoughts", _("Thoughts")
    CALM = "calm", _("Calming the body")
    KINDNESS = "kindness", _("Being kind to yourself")
    THERAPY = "therapy", _("About therapy")
