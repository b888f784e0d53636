"""What a therapist shows of themselves."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people import photos, vocabulary
from people.models import TherapistProfile

if TYPE_CHECKING:  # Django's forms are generic for type checkers only
    ModelForm = forms.ModelForm[TherapistProfile]
else:
    ModelForm = forms.ModelForm

WORDS_LENGTH = 2000


class ProfileForm(ModelForm):
    """Title, words, and the vocabulary by which people look for a therapist."""

    needs = forms.MultipleChoiceField(
        label=_("What you help with"),
        choices=[*vocabulary.NEEDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one, so that people can find you.")},
    )
    approaches = forms.MultipleChoiceField(
        label=_("How you work"),
        choices=[*vocabulary.APPROACHES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"),
        choices=[*vocabulary.LANGUAGES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    class Meta:
        model = TherapistProfile
        fields = ["title", "words", "accepting_new_patients"]
        labels = {
            "title": _("Professional title"),
            "words": _("How you work, in your own words"),
            "accepting_new_patients": _("I have room for new patients"),
        }
        help_texts = {
            "title": _("As it stands on your licence, such as Clinical psychologist."),
            "words": _(
                "Two or three short paragraphs to somebody who has never been to therapy: what a "
                "first session with you is like, what you do, what you leave to them."
            ),
            "accepting_new_patients": _(
                "Without it, your page says that you have no room now, and only people you "
                "already care for can book."
            ),
        }
        widgets = {
            "words": forms.Textarea(
                attrs={"rows": 9, "maxlength": WORDS_LENGTH, "data-counts": WORDS_LENGTH}
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True


class PhotoForm(forms.Form):
    """A portrait. What comes out of `clean_photo` is our own re-encoding of it."""

    photo = forms.FileField(
        label=_("Your photo"),
        help_text=_("JPEG, PNG or WebP, up to 8 MB. It is cut to a square."),
        widget=forms.FileInput(attrs={"accept": ",".join(photos.MEDIA_TYPES)}),
        error_messages={"required": _("Choose a photo first.")},
    )

    def clean_photo(self) -> bytes:
        try:
            return photos.portrait(self.cleaned_data["photo"])
        except photos.NotAPhoto as problem:
            raise forms.ValidationError(str(problem)) from None
