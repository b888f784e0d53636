"""What people tell about themselves."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import phones, zones
from people.models import Practice, User

if TYPE_CHECKING:  # Django's forms are generic for type checkers only
    ModelForm = forms.ModelForm[User]
else:
    ModelForm = forms.ModelForm


class SignupForm(forms.Form):
    """What sign-up asks besides e-mail and password. allauth puts its own fields around it."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    preferred_name = forms.CharField(
        label=_("What should we call you?"),
        help_text=_("Only if it differs from your first name."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["full_name", "preferred_name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account exists."""
        cleaned: dict[str, Any] = self.cleaned_data
        user.full_name = cleaned["full_name"].strip()
        user.preferred_name = cleaned["preferred_name"].strip()
        user.save(update_fields=["full_name", "preferred_name"])


class ZoneInput(forms.TextInput):
    """A time zone that can be searched by typing: an input with every zone as a suggestion."""

    template_name = "people/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        told = {name: older for older, name in zones.known_to_browsers().items()}
        context["widget"]["zones"] = [
            (name, label, told.get(name, "")) for name, label in zones.zone_choices()
        ]
        return context


class ZoneField(forms.CharField):
    """An IANA zone. Found by its name or by its city alone, in any case."""

    widget = ZoneInput

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        found = zones.find(text)
        if found is None:
            raise ValidationError(_("Choose a time zone from the list, such as Europe/Lisbon."))
        return found


class DetailsForm(ModelForm):
    """One's own details."""

    time_zone = ZoneField(
        label=_("Time zone"),
        help_text=_("Type a city. Every time you see, and every e-mail, is in this zone."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        help_text=_("With the country code if it is not from here, such as +351 912 345 678."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )

    class Meta:
        model = User
        fields = ["full_name", "preferred_name", "pronouns", "phone", "time_zone", "language"]
        labels = {
            "full_name": _("Full name"),
            "preferred_name": _("What should we call you?"),
            "pronouns": _("Pronouns"),
        }
        help_texts = {
            "preferred_name": _("Only if it differs from your first name."),
            "pronouns": _("As you would like to be spoken of, such as she/her."),
        }
        widgets = {
            "full_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "preferred_name": forms.TextInput(attrs={"autocomplete": "nickname"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True

    def clean_phone(self) -> str:
        written: str = self.cleaned_data["phone"]
        if not written.strip():
            return ""
        try:
            return phones.parse(written, country=Practice.current().country)
        except phones.NotAPhone:
            raise ValidationError(
                _("That does not look like a phone number. Check the digits and country code.")
            ) from None
