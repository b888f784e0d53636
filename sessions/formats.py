"""The formats of a progress note, and changing from one to another without losing a word. Pure.

SOAP, DAP, BIRP and GIRP are the field's usual ways to order a note; free text is as good a note.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = dict[str, str]


@dataclass(frozen=True)
class Section:
    """One named part of a note. `hint` says in a line what belongs there."""

    code: str
    label: str | Promise
    hint: str | Promise


@dataclass(frozen=True)
class Format:
    """A way to order a note: its sections, in the order in which they are written and read."""

    code: str
    label: str | Promise
    sections: tuple[Section, ...]

    def has(self, code: str) -> bool:
        return any(section.code == code for section in self.sections)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(section.code for section in self.sections)


_PLAN = Section(
    "plan", _("Plan"), _("What comes next: homework, focus of the next session, what to watch.")
)
_INTERVENTION = Section(
    "intervention", _("Intervention"), _("What you did: methods, exercises, what you explained.")
)
_RESPONSE = Section(
    "response", _("Response"), _("How the patient took it up, and what changed in the session.")
)
_ASSESSMENT = Section(
    "assessment", _("Assessment"), _("How you understand it: progress, risk, what keeps it going.")
)

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        form.code: form
        for form in (
            Format("free", _("Free text"), (Section("text", _("Note"), ""),)),
            Format(
                "soap",
                _("SOAP"),
                (
                    Section(
                        "subjective",
                        _("Subjective"),
                        _("What the patient told, in or near their own words."),
                    ),
                    Section("objective", _("Objective"), _("What you observed, and any measures.")),
                    _ASSESSMENT,
                    _PLAN,
                ),
            ),
            Format(
                "dap",
                _("DAP"),
                (
                    Section("data", _("Data"), _("What was told, observed and done.")),
                    _ASSESSMENT,
                    _PLAN,
                ),
            ),
            Format(
                "birp",
                _("BIRP"),
                (
                    Section(
                        "behaviour", _("Behaviour"), _("How the patient came, told and acted.")
                    ),
                    _INTERVENTION,
                    _RESPONSE,
                    _PLAN,
                ),
            ),
            Format(
                "girp",
                _("GIRP"),
                (
                    Section("goals", _("Goals"), _("The agreed goals this session worked on.")),
                    _INTERVENTION,
                    _RESPONSE,
                    _PLAN,
                ),
            ),
        )
    }
)

SECTIONS: Mapping[str, Section] = MappingProxyType(
    {section.code: section for form in FORMATS.values() for section in form.sections}
)

# Where a section's words go in a format that has no such section: the first of these that it has,
# else its first section.
_NEXT_OF_KIN = {
    "objective": ("data", "behaviour"),
    "intervention": ("objective", "data"),
    "response": ("objective", "data", "assessment"),
    "assessment": ("response",),
}


def is_blank(texts: Mapping[str, str]) -> bool:
    """Whether nothing has been written."""
    return not any(text.strip() for text in texts.values())


def reshape(texts: Mapping[str, str], *, source: Format, target: Format) -> Texts:
    """The same words in another format.

    What the target has no section for moves to the nearest one under a line with its old name
    ("Objective:"), below that section's own words; such lines become sections again where the
    target has them, so that trying formats and going back gives the note back as it was. Names
    with nothing under them are left behind.
    """
    if source == target:
        return {code: texts.get(code, "") for code in target.codes}
    own: dict[str, list[str]] = {code: [] for code in target.codes}
    moved: dict[str, list[str]] = {code: [] for code in target.codes}
    for section in source.sections:
        for code, text in _split(texts.get(section.code, ""), section.code):
            if not text:
                continue
            place = _place(code, target)
            # Free text and the first section of another format stand for one another.
            is_beginning = code == source.codes[0] and "text" in (code, place)
            if code == place or is_beginning:
                own[place].append(text)
            else:
                moved[place].append(f"{heading(code)}\n{text}")
    return {code: "\n\n".join(own[code] + moved[code]) for code in target.codes}


def _place(code: str, target: Format) -> str:
    """The section of the target in which the words of a section stand."""
    if target.has(code):
        return code
    return next((k for k in _NEXT_OF_KIN.get(code, ()) if target.has(k)), target.codes[0])


def heading(code: str) -> str:
    """The line under which a section's words stand in another section."""
    return f"{SECTIONS[code].label}:"


def _split(text: str, code: str) -> list[tuple[str, str]]:
    """The text's parts: from each line that names a section of any format to the next."""
    named = {heading(each): each for each in SECTIONS if each != "text"}
    parts: list[tuple[str, list[str]]] = [(code, [])]
    for line in text.splitlines():
        if line in named:
            parts.append((named[line], []))
        else:
            parts[-1][1].append(line)
    return [(each, "\n".join(lines).strip()) for each, lines in parts]
