"""Forms of progress notes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.formats import FORMATS, Format, Texts, reshape
from sessions.forms.drafts import DraftForm, Words

CHOICES = [(form.code, form.label) for form in FORMATS.values()]


class NoteForm(DraftForm):
    """The sections of one format. `format` says what the fields are, `shape` what is wanted."""

    format = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput)
    shape = forms.ChoiceField(
        choices=CHOICES,
        required=False,
        label=_("Format"),
        widget=forms.Select(attrs={"autocomplete": "off", "data-draft-shape": ""}),
    )

    def __init__(self, form: Format, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form
        for section in form.sections:
            self.fields[section.code] = Words(
                label=section.label,
                help_text=section.hint,
                rows=14 if len(form.sections) == 1 else 4,
            )

    @property
    def sections(self) -> list[forms.BoundField]:
        return [self[code] for code in self.form.codes]

    @property
    def wanted(self) -> Format:
        """The format that was chosen, of a valid form."""
        return FORMATS[self.cleaned_data["shape"] or self.form.code]

    @property
    def texts(self) -> Texts:
        """The words in the format that was chosen, of a valid form."""
        written = {code: self.cleaned_data[code] for code in self.form.codes}
        return reshape(written, source=self.form, target=self.wanted)

    @classmethod
    def posted(cls, post: Mapping[str, Any]) -> "NoteForm":
        """The form that was sent, in the format it says it has."""
        return cls(FORMATS.get(str(post.get("format")), FORMATS["free"]), post)


class AddendumForm(forms.Form):
    """Words to add to a signed note."""

    text = Words(label=_("Add to this note"), required=True, rows=4)
