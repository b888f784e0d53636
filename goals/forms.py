"""Putting a goal into words, and saying how close it feels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.models import GOAL_LENGTH


class WordsForm(forms.Form):
    """One sentence. Both are asked for it, and it belongs to both once they agree."""

    text = forms.CharField(
        label=_("The goal, in your own words"),
        max_length=GOAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": GOAL_LENGTH}),
        error_messages={"required": _("Write the goal in a few words first.")},
    )

    def __init__(self, *args: Any, by_therapist: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_therapist:
            self.fields["text"].label = _("The goal, in words you both use")


class RatingForm(forms.Form):
    """0 to 10."""

    value = forms.TypedChoiceField(
        label=_("How close does it feel today?"),
        coerce=int,
        choices=[(str(number), str(number)) for number in range(11)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number from 0 to 10.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
