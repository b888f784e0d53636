"""The opening check as the therapist fills it in."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from intake import crisis
from intake.forms import PhoneField
from sessions.actions import Opening
from sessions.emergency import ANOTHER
from sessions.models import OpeningCheck

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[OpeningCheck]
else:  # Django's forms are generic for type checkers only
    ModelForm = forms.ModelForm


class OpeningCheckForm(ModelForm):
    """Everything may stay empty: what matters is that it was asked.

    `known` is what the patient told before: the form begins with it, to be asked again.
    """

    phone = PhoneField(label=_("Number to call if the line fails"), required=False)
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
        }
        labels: ClassVar[dict[str, object]] = {
            "location": _("Where are you now?"),
            "is_private": _("The place is private, at both ends"),
            "others": _("Is anybody with you?"),
            "identity_confirmed": _("Name and date of birth confirmed (first session)"),
        }

    def __init__(self, *args: Any, known: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.update(known)
        # The browser would offer the therapist's own number.
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        for name in known:
            self.fields[name].help_text = _("As it was told before. Ask whether it is so today.")

    @property
    def opening(self) -> Opening:
        """What was filled in."""
        return Opening(**{name: self.cleaned_data[name] for name in self.Meta.fields})
