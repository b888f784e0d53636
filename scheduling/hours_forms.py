"""What therapists type about their hours, their time off and their limits."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scheduling import public_holidays
from scheduling.models import Asks, Modality
from scheduling.slots import DAY
from scheduling.weeks import Dates, Stretch


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def time_field(label: Any, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M"], **kwargs)


class DatesForm(forms.Form):
    """From and until which day a week holds."""

    since = day_field(_("First day"))
    until = day_field(
        _("Last day"), required=False, help_text=_("Leave it empty for “from then on”.")
    )

    def dates(self) -> Dates:
        return Dates(self.cleaned_data["since"], self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first."))
        if since and since == until:
            self.add_error("until", _("For a single day, add extra hours or time off instead."))
        return cleaned


class WeekOfForm(forms.Form):
    """A week to copy, named by any of its days."""

    copy = day_field(_("The week in which this day lies"))


class ExtraHoursForm(forms.Form):
    """Hours on one day besides the weekly ones."""

    day = day_field(_("Day"))
    opens = time_field(_("From"))
    closes = time_field(_("Until"))
    modality = forms.ChoiceField(
        label=_("How you meet"), choices=[("", _("any way")), *Modality.choices], required=False
    )

    def stretch(self) -> Stretch:
        cleaned = self.cleaned_data
        return Stretch(
            cleaned["day"].weekday(), cleaned["opens"], cleaned["closes"], cleaned["modality"]
        )


class TimeOffForm(forms.Form):
    """From one day to another, whole days unless times are given."""

    first_day = day_field(_("From"))
    first_time = time_field(_("Time"), required=False)
    last_day = day_field(_("Until"))
    last_time = time_field(_("Time"), required=False)

    def starts_at(self) -> datetime:
        """The beginning as an instant, in the reader's zone."""
        cleaned = self.cleaned_data
        return _instant(cleaned["first_day"], cleaned["first_time"] or time())

    def ends_at(self) -> datetime:
        """The end as an instant, in the reader's zone."""
        cleaned = self.cleaned_data
        if cleaned["last_time"] is None:
            return _instant(cleaned["last_day"] + DAY, time())
        return _instant(cleaned["last_day"], cleaned["last_time"])


class HolidaysForm(forms.Form):
    """Whose public holidays are kept. The regions are those of the country that is chosen."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, country: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = self.fields["country"]
        regions = self.fields["region"]
        assert isinstance(countries, forms.ChoiceField) and isinstance(regions, forms.ChoiceField)
        countries.choices = [
            ("", _("None: I work on holidays")),
            *public_holidays.countries(language),
        ]
        known = public_holidays.regions(country)
        regions.choices = [("", _("All of the country")), *known]
        self.has_regions = bool(known)


class LimitsForm(forms.Form):
    """How much somebody can be booked, and who asks first."""

    daily_cap = forms.IntegerField(
        label=_("Sessions a day, at most"),
        help_text=_("When the day has so many, no more of its times are offered."),
        required=False,
        min_value=1,
        max_value=24,
    )
    weekly_cap = forms.IntegerField(
        label=_("Sessions a week, at most"),
        help_text=_("From Monday to Sunday."),
        required=False,
        min_value=1,
        max_value=100,
    )
    asks_first = forms.ChoiceField(
        label=_("Whose bookings wait for your yes"),
        choices=[
            (Asks.NOBODY, _("Nobody’s: a booking counts at once")),
            (Asks.NEW, _("Those of people I have not met yet")),
            (Asks.EVERYBODY, _("Everybody’s")),
        ],
        widget=forms.RadioSelect,
    )


def _instant(day: Any, at: time) -> datetime:
    return datetime.combine(day, at, timezone.get_current_timezone())
