"""The result of a device check, as the page reports it."""

import json
from typing import Any

from django import forms

from sessions.lines import Line
from sessions.models import DeviceState, Way

FIGURES = (
    "round_trip_ms", "jitter_up_ms", "jitter_down_ms",
    "loss_up", "loss_down", "up_kbit", "down_kbit",
)  # fmt: skip
# Nothing that was measured is larger; what is, was made up.
LARGEST = 1_000_000


class DeviceCheckForm(forms.Form):
    """One word for each device, and the figures of each way to the echo that was tried."""

    camera = forms.ChoiceField(choices=DeviceState)
    microphone = forms.ChoiceField(choices=DeviceState)
    speaker = forms.ChoiceField(choices=DeviceState)
    supported = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], required=False)
    lines = forms.CharField(required=False, max_length=2000)

    def clean_lines(self) -> tuple[Line, ...]:
        """The lines, each way at most once."""
        try:
            told = json.loads(self.cleaned_data["lines"] or "[]")
            lines = tuple(_line(words) for words in told)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise forms.ValidationError("no lines of ours", code="invalid") from None
        if len({line.way for line in lines}) != len(lines):
            raise forms.ValidationError("a way comes twice", code="invalid")
        return lines


def _line(words: dict[str, Any]) -> Line:
    if not isinstance(words["connected"], bool):
        raise ValueError
    return Line(
        way=Way(words["way"]).value,
        connected=words["connected"],
        **{name: _figure(words.get(name)) for name in FIGURES},
    )


def _figure(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise ValueError
    return value
