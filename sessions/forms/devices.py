"""The result of a device check, as the page reports it."""

from django import forms

from sessions.models import DeviceState


class DeviceCheckForm(forms.Form):
    """One word for each device."""

    camera = forms.ChoiceField(choices=DeviceState)
    microphone = forms.ChoiceField(choices=DeviceState)
    speaker = forms.ChoiceField(choices=DeviceState)
