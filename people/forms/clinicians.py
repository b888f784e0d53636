"""An admin's forms about clinicians, and the one an invited person fills in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.clinicians import Clinician
from people.models import Care, Role, TherapistProfile, User

if TYPE_CHECKING:  # Django's forms are generic for type checkers only
    ModelForm = forms.ModelForm[TherapistProfile]
else:
    ModelForm = forms.ModelForm

CLOSE = "close"


class InviteForm(forms.Form):
    full_name = forms.CharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The invitation goes there, and it becomes the address they sign in with."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("As"),
        choices=[(Role.THERAPIST, _("Therapist")), (Role.ADMIN, _("Practice admin"))],
        initial=Role.THERAPIST,
        widget=forms.RadioSelect,
    )


class AcceptForm(forms.Form):
    """What an invited person sets: their name and a password."""

    full_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters. A few words that only you would put together work."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if password := cleaned.get("password"):
            somebody = User(email=self.email, full_name=cleaned.get("full_name", ""))
            try:
                validate_password(password, somebody)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return cleaned


class LicenceForm(ModelForm):
    # They may be emptied, but their page is hidden then: not something to be left out at will.
    wanted = ("licence_number", "licence_expires_on")

    class Meta:
        model = TherapistProfile
        fields = ["licence_number", "licence_jurisdiction", "licence_expires_on"]
        labels = {
            "licence_number": _("Licence number"),
            "licence_jurisdiction": _("Licensed in"),
            "licence_expires_on": _("Valid until"),
        }
        help_texts = {
            "licence_expires_on": _("After this day their page is hidden until you renew it here.")
        }
        widgets = {"licence_expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For the practice’s own record. They are not told this text."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write down why, in a few words.")},
    )


class PartingForm(forms.Form):
    """For each open care: to whom it is handed over, or that it is closed kindly. And, where notes
    are unsigned, that they stay so."""

    def __init__(
        self,
        *args: Any,
        cares: Sequence[Care],
        colleagues: Sequence[Clinician],
        unsigned: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cares = cares
        self.colleagues = {str(colleague.user.pk): colleague.user for colleague in colleagues}
        choices: list[tuple[str, Any]] = [("", _("Choose"))]
        choices += [
            (
                str(colleague.user.pk),
                (
                    _("hand over to %(name)s (takes new patients)")
                    if colleague.takes_new_patients
                    else _("hand over to %(name)s (takes nobody new now)")
                )
                % {"name": colleague.user.full_name},
            )
            for colleague in colleagues
        ]
        choices.append((CLOSE, _("close kindly")))
        for care in cares:
            self.fields[str(care.pk)] = forms.ChoiceField(
                label=care.patient.full_name,
                choices=choices,
                error_messages={
                    "required": _("Decide what becomes of %(name)s’s care.")
                    % {"name": care.patient.full_name}
                },
            )
        if unsigned:
            self.fields["although_unsigned"] = forms.BooleanField(
                label=ngettext(
                    "Go on although one note stays unsigned",
                    "Go on although %(number)s notes stay unsigned",
                    unsigned,
                )
                % {"number": unsigned},
                error_messages={
                    "required": _("Ask them to sign first, or tick that the notes stay unsigned.")
                },
            )

    def decisions(self) -> dict[UUID, User | None]:
        """Care key → the colleague who takes over, or None to close it."""
        chosen = self.cleaned_data
        return {care.pk: self.colleagues.get(chosen[str(care.pk)]) for care in self.cares}
