"""How often, and for how long: what people choose about a series."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from scheduling.models import Service
from scheduling.recurrence import FEWEST, MOST, Rhythm, Rule, instant, last_day, occurrences
from scheduling.series.plan import Picks

FAR = timedelta(days=366)
LEFT_OUT = "none"


class SeriesForm(forms.Form):
    """A rule in the words of a calendar. `first_on` and `at` are on the clock of `zone`."""

    EVERY = (
        ("weekly-1", _("every week")),
        ("weekly-2", _("every second week")),
        ("weekly-3", _("every 3 weeks")),
        ("weekly-4", _("every 4 weeks")),
        ("weekly-5", _("every 5 weeks")),
        ("weekly-6", _("every 6 weeks")),
        ("weekly-8", _("every 8 weeks")),
        ("weekly-12", _("every 12 weeks")),
        ("monthly-1", _("every month, on the same weekday of the month")),
        ("monthly-2", _("every second month, on the same weekday of the month")),
        ("monthly-3", _("every third month, on the same weekday of the month")),
    )
    use_required_attribute = False
    BY_COUNT, BY_DAY = "count", "until"
    ENDS = ((BY_COUNT, _("after a number of sessions")), (BY_DAY, _("on a day")))

    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Kind of session"), empty_label=None
    )
    first_on = forms.DateField(
        label=_("First session on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    every = forms.ChoiceField(label=_("Repeats"), choices=EVERY, initial="weekly-1")
    ends = forms.ChoiceField(
        label=_("Ends"), choices=ENDS, initial=BY_COUNT, widget=forms.RadioSelect
    )
    count = forms.IntegerField(
        label=_("Number of sessions"),
        min_value=FEWEST,
        max_value=MOST,
        initial=10,
        error_messages={"required": _("Say how many sessions.")},
        help_text=_("From 2 to 52, at most a year from the first."),
    )
    until = forms.DateField(
        label=_("Last day"),
        error_messages={"required": _("Say until which day.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most a year from the first session. That day counts."),
    )

    def __init__(
        self, *args: Any, services: list[Service], zone: ZoneInfo, is_fixed: bool, **kwargs: Any
    ) -> None:
        """With `is_fixed` the first time has been chosen already and is carried along."""
        super().__init__(*args, **kwargs)
        self.zone = zone
        field = self.fields["service"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Service.objects.filter(pk__in=[service.pk for service in services])
        if is_fixed:
            for name in ("service", "first_on", "at"):
                self.fields[name].widget = forms.HiddenInput()

    def clean_first_on(self) -> date:
        first_on: date = self.cleaned_data["first_on"]
        today = timezone.now().astimezone(self.zone).date()
        if first_on < today:
            raise forms.ValidationError(_("That day has passed. Choose one that lies ahead."))
        if first_on > today + FAR:
            raise forms.ValidationError(_("Begin within a year from now."))
        return first_on

    def clean(self) -> dict[str, Any]:
        """Only the end that was chosen counts, whatever stands in the other."""
        cleaned = super().clean() or self.cleaned_data
        name, other = self.BY_COUNT, self.BY_DAY
        if cleaned.get("ends") == self.BY_DAY:
            name, other = other, name
        self.errors.pop(other, None)
        if not self.errors:
            self._check_reach(name)
        return cleaned

    def rule(self) -> Rule:
        """The rule of a valid form."""
        cleaned = self.cleaned_data
        rhythm, _dash, interval = cleaned["every"].partition("-")
        by_count = cleaned["ends"] == self.BY_COUNT
        return Rule(
            rhythm=Rhythm(rhythm),
            interval=int(interval),
            first_on=cleaned["first_on"],
            wall_time=cleaned["at"].replace(second=0, microsecond=0),
            zone=self.zone,
            count=cleaned["count"] if by_count else None,
            until=None if by_count else cleaned["until"],
        )

    def _check_reach(self, name: str) -> None:
        last = last_day(self.cleaned_data["first_on"])
        if name == self.BY_DAY and self.cleaned_data["until"] > last:
            self.add_error(name, _("That is more than a year from the first session."))
            return
        days = [one.day for one in occurrences(self.rule())]
        fitting = sum(day <= last for day in days)
        if fitting < len(days):
            self.add_error(
                name,
                ngettext(
                    "That reaches more than a year ahead. In a year there is %(count)d of them.",
                    "That reaches more than a year ahead. In a year there are %(count)d of them.",
                    fitting,
                )
                % {"count": fitting},
            )
        elif len(days) < FEWEST:
            self.add_error(name, _("There is only one session until then. Choose a later day."))


class MoveForm(forms.Form):
    """When a series goes on: a free time, or a day and a time on the clock of `zone`."""

    starts_at = forms.DateTimeField(required=False)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    at = forms.TimeField(
        label=_("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        moment = cleaned.get("starts_at")
        if moment is None and cleaned.get("day") and cleaned.get("at"):
            wall_time = cleaned["at"].replace(second=0, microsecond=0)
            moment = instant(cleaned["day"], wall_time, self.zone)
        if moment is None:
            raise forms.ValidationError(_("Choose one of the times first."))
        if not timezone.now() < moment < timezone.now() + FAR:
            raise forms.ValidationError(_("Choose a time that lies ahead, within a year."))
        return {**cleaned, "starts_at": moment}

    def moment(self) -> datetime:
        """The instant of a valid form."""
        chosen: datetime = self.cleaned_data["starts_at"]
        return chosen.astimezone(UTC)


def read_picks(typed: QueryDict) -> Picks:
    """What was decided about single sessions: ``pick-<key>`` is an instant or "none".

    A box that can be unticked comes with a hidden "none" before it, so the last one counts.
    """
    picks: dict[str, datetime | None] = {}
    for name in typed:
        if not name.startswith("pick-"):
            continue
        value = typed.getlist(name)[-1]
        moment = _moment(value)
        if moment is not None or value == LEFT_OUT:
            picks[name.removeprefix("pick-")] = moment
    return picks


def _moment(value: str) -> datetime | None:
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment) or abs(moment - timezone.now()) > 3 * FAR:
        return None
    return moment
