"""Asking for technical help, and answering."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForHelpForm(forms.Form):
    """What happens, in the person's own words, and whether the facts go along."""

    words = forms.CharField(
        label=_("What happens?"),
        help_text=_(
            "What you see, hear or read, and what you did before. "
            "Please leave out anything personal."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    with_facts = forms.BooleanField(label=_("Send these facts along"), required=False, initial=True)


class AnswerHelpForm(forms.Form):
    """The practice's answer."""

    words = forms.CharField(
        label=_("Your answer"),
        help_text=_("They get an e-mail that something waits, and read this after signing in."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
