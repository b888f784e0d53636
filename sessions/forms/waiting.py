"""A few words for somebody who waits."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

READY = {
    "five": _("I need five more minutes. Thank you for waiting."),
    "ten": _("I am with you in ten minutes. Thank you for waiting."),
    "soon": _("I have seen that you are here, and I’ll let you in shortly."),
    "trouble": _("Something technical holds me up. Please stay, I am on my way."),
}
OWN = "own"


class AskToWaitForm(forms.Form):
    """A ready sentence, or own words."""

    ready = forms.ChoiceField(
        label=_("What do you want to say?"),
        choices=[*READY.items(), (OWN, _("In my own words:"))],
        widget=forms.RadioSelect,
        initial="five",
    )
    own = forms.CharField(
        label=_("Your own words"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, object]:
        """Own words have to be there when they are chosen."""
        cleaned = self.cleaned_data
        if cleaned.get("ready") == OWN and not cleaned.get("own"):
            raise ValidationError(_("Write a few words, or choose a sentence above."))
        return cleaned

    @property
    def words(self) -> str:
        """What the patient reads."""
        ready: str = self.cleaned_data["ready"]
        return str(self.cleaned_data["own"] if ready == OWN else READY[ready])
