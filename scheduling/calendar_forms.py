"""What a therapist types or drops into the calendar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Care
from scheduling.agenda import reader_zone
from scheduling.models import MissedReason, Service
from scheduling.placing import FURTHEST
from scheduling.templatetags.scheduling import instant
from scheduling.week import moment_at


class MomentForm(forms.Form):
    """A day and a time on the reader's clock. `beyond` names the instant of which the reader has
    been told that it lies outside the hours."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("Time"),
        widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"),
    )
    beyond = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "day" in cleaned and "time" in cleaned:
            if abs(cleaned["day"] - timezone.localdate()) > FURTHEST:
                self.add_error("day", _("Choose a day within a year."))
                return cleaned
            clock = cleaned["time"].replace(second=0, microsecond=0)
            cleaned["starts_at"] = moment_at(cleaned["day"], clock, reader_zone())
            if cleaned["starts_at"] is None:
                self.add_error(
                    "time", _("The clocks skip that time on this day. Choose another one.")
                )
        return cleaned

    @property
    def starts_at(self) -> datetime:
        """Of a valid form."""
        found: datetime = self.cleaned_data["starts_at"]
        return found

    @property
    def beyond_hours(self) -> bool:
        """Whether it was said of this very time that it lies outside the hours."""
        said: str = self.cleaned_data["beyond"]
        return said == instant(self.starts_at)


class BookForForm(MomentForm):
    """For whom, what and when."""

    care = forms.ModelChoiceField(Care.objects.none(), label=_("Patient"))
    service = forms.ModelChoiceField(Service.objects.none(), label=_("Kind of session"))

    field_order = ("care", "service", "day", "time", "beyond")

    def __init__(
        self, *args: Any, cares: Sequence[Care], services: Sequence[Service], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        care, service = self.fields["care"], self.fields["service"]
        assert isinstance(care, forms.ModelChoiceField)
        assert isinstance(service, forms.ModelChoiceField)
        # What was loaded to list them is what they are chosen from: no second look.
        care.queryset = Care.objects.filter(pk__in=[one.pk for one in cares]).select_related(
            "patient", "therapist"
        )
        service.queryset = Service.objects.filter(pk__in=[one.pk for one in services])
        several = len({one.therapist_id for one in cares}) > 1
        care.choices = [("", _("Choose a patient")), *((c.pk, _name(c, several)) for c in cares)]
        service.choices = [(one.pk, _kind(one)) for one in services]


class MissedForm(forms.Form):
    """Why a patient did not come."""

    reason = forms.ChoiceField(
        label=_("Why, as far as you know"),
        choices=[(value, str(label).capitalize()) for value, label in MissedReason.choices],
        widget=forms.RadioSelect,
        initial=MissedReason.NOT_KNOWN,
    )


def _name(care: Care, with_therapist: bool) -> str:
    if not with_therapist:
        return care.patient.full_name
    return f"{care.patient.full_name} ({care.therapist.full_name})"


def _kind(service: Service) -> str:
    return _("%(name)s, %(minutes)d minutes %(how)s") % {
        "name": service.name,
        "minutes": service.minutes,
        "how": service.get_modality_display(),
    }
