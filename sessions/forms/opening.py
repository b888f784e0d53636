"""The opening check as the therapist fills it in."""

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from intake import crisis
from sessions.actions import Opening
from sessions.emergency import ANOTHER
from sessions.models import OpeningCheck

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[OpeningCheck]
else:  # Django's forms are generic for type checkers only
    ModelForm = forms.ModelForm


class OpeningCheckForm(ModelForm):
    """Everything may stay empty: what matters is that it was asked."""

    country = forms.ChoiceField(
        label=_("In which country?"),
        required=False,
        choices=lambda: [
            ("", _("As usual")),
            *((known.code, known.name) for known in crisis.countries().values()),
            (ANOTHER, _("Another country")),
        ],
    )

    class Meta:
        model = OpeningCheck
        fields: ClassVar[list[str]] = [
            "location",
            "country",
            "is_private",
            "others",
            "phone",
            "identity_confirmed",
        ]
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "location": forms.TextInput(attrs={"autocomplete": "off"}),
            "others": forms.TextInput(attrs={"autocomplete": "off"}),
            "phone": forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        }
        labels: ClassVar[dict[str, object]] = {
            "location": _("Where are you now?"),
            "is_private": _("The place is private, at both ends"),
            "others": _("Is anybody with you?"),
            "phone": _("Number to call if the line fails"),
            "identity_confirmed": _("Name and date of birth confirmed (first session)"),
        }

    @property
    def opening(self) -> Opening:
        """What was filled in."""
        return Opening(**{name: self.cleaned_data[name] for name in self.Meta.fields})
