"""What changes an agenda, as its page posts it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.agenda import (
    LONGEST_PROMPTS,
    LONGEST_TITLE,
    MOST_MINUTES,
    Add,
    Change,
    Move,
    PutBack,
    Reword,
    TakeOff,
    Tick,
)


class PointForm(forms.Form):
    """One button of the list, and the words of its point where they stand beside it."""

    change = forms.ChoiceField(
        choices=[
            (name, name)
            for name in ("tick", "add", "reword", "earlier", "later", "take-off", "put-back")
        ]
    )
    key = forms.CharField(required=False, max_length=20)
    done = forms.BooleanField(required=False)
    title = forms.CharField(required=False, max_length=LONGEST_TITLE)
    minutes = forms.IntegerField(required=False, min_value=1, max_value=MOST_MINUTES)
    prompts = forms.CharField(required=False, max_length=LONGEST_PROMPTS)

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if self.cleaned_data.get("change") == "add" and not title.strip():
            raise forms.ValidationError(_("Write a few words for the new point first."))
        return title

    @property
    def changes(self) -> list[Change]:
        """Of a valid form. Words that came along are saved before their point is moved."""
        told = self.cleaned_data
        key = told["key"]
        reword = Reword(key, told["title"], told["minutes"], told["prompts"])
        along: list[Change] = [reword] if "prompts" in self.data else []
        match told["change"]:
            case "tick":
                return [Tick(key, told["done"])]
            case "add":
                return [Add(told["title"])]
            case "take-off":
                return [*along, TakeOff(key)]
            case "put-back":
                return [PutBack(key)]
            case "earlier":
                return [*along, Move(key, "earlier")]
            case "later":
                return [*along, Move(key, "later")]
            case _:
                return [reword]
