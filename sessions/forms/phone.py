"""The telephone's forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.forms import PhoneField
from sessions.models import Outcome


class OwnNumberForm(forms.Form):
    """Where the patient is called for one session."""

    phone = PhoneField(label=_("On which number do you want to be called this time?"))


class OutcomeForm(forms.Form):
    """How a call went."""

    outcome = forms.ChoiceField(choices=Outcome)
