"""What every form of a draft brings along, unseen."""

from typing import Any
from uuid import UUID, uuid4

from django import forms

from sessions.drafting import Stamp
from sessions.models.drafts import Draft

LONGEST = 50_000
"""Characters in one field: some twenty-five printed pages."""


class Words(forms.CharField):
    """Long text, kept as it was typed. Browsers post line ends as CRLF; we keep LF."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        super().__init__(strip=False, max_length=LONGEST, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n") if text else text


class DraftForm(forms.Form):
    """Carries the stamp of `sessions.drafting`: revision, page, turn."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput)
    turn = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    @property
    def stamp(self) -> Stamp:
        """Of a valid form."""
        told = self.cleaned_data
        return Stamp(told["revision"], told["page"], told["turn"])


class TextForm(DraftForm):
    """A draft of one text."""

    text = Words(rows=10)


def fresh_stamp(draft: Draft | None) -> dict[str, int | UUID]:
    """The hidden fields for a page that is opened now."""
    return {"revision": draft.revision if draft else 0, "page": uuid4(), "turn": 1}


class RevisionForm(forms.Form):
    """Which revision was read before it is signed or sent."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
