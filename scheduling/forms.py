"""What people type or choose about sessions."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from people import vocabulary
from people.zones import zone_choices
from scheduling.models import CancelReason, Service
from scheduling.models.hours import Weekday
from scheduling.slots import DAY

FAR = 400 * DAY


class TimesForm(forms.Form):
    """Which times suit somebody, on their own clock. Both may be left open."""

    PARTS = {
        "morning": _("Morning, before 12"),
        "afternoon": _("Afternoon, 12 to 17"),
        "evening": _("Evening, after 17"),
    }

    part = forms.ChoiceField(
        label=_("Time of day"), choices=[("", _("Any time")), *PARTS.items()], required=False
    )
    weekday = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def fits(self, moment: datetime) -> bool:
        """Whether a session beginning then, on the reader's clock, suits."""
        local = timezone.localtime(moment)
        weekdays, part = self.cleaned_data["weekday"], self.cleaned_data["part"]
        if weekdays and local.weekday() not in weekdays:
            return False
        hour = local.hour
        return {
            "": True,
            "morning": hour < 12,
            "afternoon": 12 <= hour < 17,
            "evening": hour >= 17,
        }[part]

    @property
    def asks_for_times(self) -> bool:
        return bool(self.cleaned_data["weekday"] or self.cleaned_data["part"])

    @property
    def as_query(self) -> str:
        """What is wished for, for the address of another page."""
        chosen = {"part": self.cleaned_data["part"], "weekday": self.cleaned_data["weekday"]}
        return urlencode({name: value for name, value in chosen.items() if value}, doseq=True)


class FindForm(TimesForm):
    """What somebody is looking for. Everything may be left open."""

    need = forms.ChoiceField(
        label=_("What brings you here"),
        choices=[("", _("Anything")), *vocabulary.NEEDS.items()],
        required=False,
    )
    approach = forms.ChoiceField(
        label=_("Approach"),
        choices=[("", _("Any approach")), *vocabulary.APPROACHES.items()],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("Any language")), *vocabulary.LANGUAGES.items()],
        required=False,
    )


class ZoneForm(forms.Form):
    """In which zone a visitor wants to read times."""

    zone = forms.ChoiceField(label=_("Show times in"), choices=zone_choices)


class ChoiceOfTime(forms.Form):
    """One of the free times, as the instant that its button carries."""

    starts_at = forms.DateTimeField()

    def clean_starts_at(self) -> datetime:
        """Nothing is offered further ahead than a year; arithmetic on the year 9999 would fail."""
        starts_at: datetime = self.cleaned_data["starts_at"]
        if abs(starts_at - timezone.now()) > FAR:
            raise forms.ValidationError(_("Choose one of the times first."))
        return starts_at


class HoldForm(ChoiceOfTime):
    """Which time of which therapist for which kind of session."""

    therapist = forms.SlugField()
    service = forms.ModelChoiceField(Service.objects.offered().single())


class CancelForm(forms.Form):
    """Why a session is cancelled. Nothing is chosen already: patients may rather not say."""

    reason = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: tuple[CancelReason, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(reason.value, _capital(str(reason.label))) for reason in reasons]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
