"""What the end of a session posts."""

from typing import Any

from django import forms

from scheduling.models import Appointment, Service


class BookNextForm(forms.Form):
    """One of the times that were offered."""

    service = forms.ModelChoiceField(queryset=Service.objects.none())
    starts_at = forms.DateTimeField()

    def __init__(self, *args: Any, services: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """The appointment that was looked at."""

    appointment = forms.ModelChoiceField(queryset=Appointment.objects.none())

    def __init__(self, *args: Any, ahead: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appointment"].queryset = ahead  # type: ignore[attr-defined]
