"""The form of session feedback."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.feedback_trend import PARTS, Ratings
from sessions.models import SessionFeedback
from sessions.models.feedback import QUESTIONS

NUMBERS = [(str(number), str(number)) for number in range(11)]
LEFT_OUT = ("", _("leave out"))

ENDS = {
    "heard": (_("not at all"), _("completely")),
    "mattered": (_("not at all"), _("completely")),
    "suited": (_("not at all"), _("completely")),
    "overall": (_("something was missing"), _("just right")),
}


def _rating(part: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=QUESTIONS[part],
        choices=[*NUMBERS, LEFT_OUT],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class FeedbackForm(forms.Form):
    """Four ratings of 0–10 and a few words, each of which may be left out."""

    heard = _rating("heard")
    mattered = _rating("mattered")
    suited = _rating("suited")
    overall = _rating("overall")
    comment = forms.CharField(
        label=_("Anything you would like to say about it"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    @classmethod
    def of(cls, feedback: SessionFeedback | None) -> "FeedbackForm":
        """Filled with what was answered before."""
        told: dict[str, Any] = {}
        if feedback is not None:
            told = {part: getattr(feedback, part) for part in PARTS}
            told = {part: "" if value is None else str(value) for part, value in told.items()}
            told["comment"] = feedback.comment
        return cls(initial=told)

    @property
    def scales(self) -> list[dict[str, Any]]:
        """Each rating with the names of its two ends."""
        return [{"field": self[part], "ends": ENDS[part]} for part in PARTS]

    @property
    def ratings(self) -> Ratings:
        """Of a valid form."""
        return Ratings(**{part: self.cleaned_data[part] for part in PARTS})
