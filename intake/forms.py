"""Forms of intake that are not questionnaires."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from intake.actions.alerts import WAS_ADDED
from intake.models import RiskAlert
from people.models import Practice


class PhoneField(forms.CharField):
    """A number that can be dialled from anywhere; without a prefix, the practice's country's."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            max_length=40,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            **options,  # type: ignore[arg-type]
        )

    def clean(self, value: object) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, Practice.current().country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(
                _("We can’t dial this number. Write it with the country’s prefix, like +351 912 …")
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


class ContactForm(forms.Form):
    """Where the patient will be during sessions, and who to call."""

    location = forms.CharField(
        label=_("Where will you usually be during sessions?"),
        help_text=_(
            "Street, town and country. If something happens to you in a session, your therapist "
            "sends help there. You are asked again at the start of each session."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        max_length=300,
    )
    callback_phone = PhoneField(
        label=_("On which number can we call you back?"),
        help_text=_("When the connection fails, your therapist calls you there after 2 minutes."),
    )
    emergency_name = forms.CharField(
        label=_("Who should be called in an emergency?"),
        help_text=_("Someone you trust and who could come to you. Tell them that you named them."),
        max_length=120,
    )
    emergency_relation = forms.CharField(
        label=_("Who are they to you?"),
        help_text=_("For example: my sister, a friend, my neighbour."),
        max_length=80,
        required=False,
    )
    emergency_phone = PhoneField(label=_("Their phone number"))


class OutcomeForm(forms.Form):
    """What came of an alert."""

    outcome = forms.CharField(
        label=_("What did you do, and what did you find?"),
        help_text=_(
            "For example: when and how you reached them, what they told you, what you agreed, whom "
            "you consulted, when you look again. It stays with the record."
        ),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=8000,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: QueryDict | None, *, shown: RiskAlert) -> None:
        super().__init__(data, initial={"seen": shown.stamp})
        self.shown = shown

    def clean(self) -> dict[str, Any]:
        """Refuses what was written before something was added; the next press goes through."""
        cleaned = super().clean() or {}
        if cleaned.get("seen") != self.shown.stamp:
            self.data = {"outcome": self.data.get("outcome", ""), "seen": self.shown.stamp}
            self.add_error(None, WAS_ADDED)
        return cleaned


class DocumentForm(forms.Form):
    """A new version of a text to sign."""

    title = forms.CharField(label=_("Title"), max_length=120)
    body = forms.CharField(
        label=_("Text"),
        help_text=_(
            "Markdown: ## for a heading, - for a list, ** around words for weight. "
            "Say plainly what people agree to."
        ),
        widget=forms.Textarea(attrs={"rows": 24, "class": "document-text"}),
        max_length=40_000,
    )
