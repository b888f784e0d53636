"""What a therapist types about a calendar elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scheduling.fetching import LONGEST_ADDRESS


class OutsideCalendarForm(forms.Form):
    """A calendar elsewhere, by its address."""

    name = forms.CharField(
        label=_("What you call it"), max_length=60, help_text=_("Only you see it.")
    )
    url = forms.CharField(
        label=_("Its address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("The secret address in iCal format: https://… or webcal://…, often with .ics."),
    )
