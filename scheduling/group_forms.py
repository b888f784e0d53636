"""What a therapist says about a group: what kind, when, how often, how many seats."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Practice, User
from scheduling.models import Service
from scheduling.recurrence import MOST, Rhythm, Rule, occurrences

FAR = timedelta(days=366)


class GroupForm(forms.Form):
    """When a group meets, on the clock of the place where it does."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("Group"), empty_label=None)
    first_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    begins = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    every = forms.TypedChoiceField(
        label=_("How often"),
        choices=[
            (1, _("every week")),
            (2, _("every second week")),
            (3, _("every 3 weeks")),
            (4, _("every 4 weeks")),
        ],
        coerce=int,
        initial=1,
    )
    count = forms.IntegerField(label=_("How many times"), min_value=1, max_value=MOST, initial=1)
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=2,
        required=False,
        help_text=_("As many as the group has, unless you say fewer."),
    )

    def __init__(self, *args: Any, therapist: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Service.objects.offered().by(therapist).groups()
        self.zone: ZoneInfo = Practice.current().tz

    def clean_first_on(self) -> Any:
        day = self.cleaned_data["first_on"]
        today = timezone.localdate(timezone=self.zone)
        if not today <= day <= today + FAR:
            raise ValidationError(_("Choose a day within the next year."))
        return day

    @property
    def starts(self) -> list[datetime]:
        """All times at which it meets, as instants; the same time on the wall every time."""
        said = self.cleaned_data
        rule = Rule(
            rhythm=Rhythm.WEEKLY,
            interval=said["every"],
            first_on=said["first_on"],
            wall_time=said["begins"],
            zone=self.zone,
            count=said["count"],
        )
        return [one.starts_at for one in occurrences(rule)]

    @property
    def wanted_seats(self) -> int:
        service: Service = self.cleaned_data["service"]
        return self.cleaned_data["seats"] or service.seats
