"""Searching the audit trail."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.trail import DEEDS


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def verb_choices() -> list[tuple[str, Any]]:
    """Every known verb under its own words, in their order."""
    return [("", _("anything")), *sorted(DEEDS.items(), key=lambda deed: str(deed[1]).casefold())]


class TrailForm(forms.Form):
    """By or about whom, what, and between which days in the reader's zone."""

    who = forms.CharField(
        label=_("Who, or about whom (name or e-mail)"), required=False, max_length=100
    )
    verb = forms.ChoiceField(label=_("What"), required=False, choices=verb_choices)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def search(self) -> dict[str, Any]:
        """The words of `trail.search`. The last day counts whole."""
        told = self.cleaned_data
        since, until = told.get("since"), told.get("until")
        return {
            "who": told["who"].strip(),
            "verb": told["verb"],
            "since": _midnight(since) if since else None,
            "until": _midnight(until + timedelta(days=1)) if until else None,
        }
