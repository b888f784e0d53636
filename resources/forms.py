"""What people type: homework to give, worksheets to fill in, pages of the journal."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Care
from resources.kinds import LIBRARY_KINDS, MOST_CHARACTERS, Answers, Field, Shape, Topic, Worksheet
from resources.models import LibraryItem

# A field that does not say it is optional: on a worksheet everything is, and where one of two
# fields is needed the form says so. (As a mapping, because
# django-stubs does not know the argument.)
ON_A_SHEET: dict[str, Any] = {"template_name": "resources/worksheet_field.html"}


class ShelfForm(forms.Form):
    """How the library is narrowed. What makes no sense is left out, not complained about."""

    words = forms.CharField(required=False, max_length=80, strip=True)
    topic = forms.ChoiceField(required=False, choices=Topic.choices)
    kind = forms.ChoiceField(
        required=False, choices=[(kind.value, kind.label) for kind in LIBRARY_KINDS]
    )

    def chosen(self) -> dict[str, str]:
        """The valid part, every key present."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class HomeworkForm(forms.Form):
    """What any homework may carry."""

    instructions = forms.CharField(
        label=_("A few words with it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(
        label=_("For which day"),
        required=False,
        help_text=_("Leave it empty if there is no hurry. Nobody is reminded of it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class GiveForm(HomeworkForm):
    """A library item, to one of the therapist's patients."""

    care = forms.ChoiceField(label=_("To whom"))
    field_order = ["care", "instructions", "due_on"]

    def __init__(self, *args: Any, cares: list[Care], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cares = {str(care.pk): care for care in cares}
        names = [(key, care.patient.full_name) for key, care in self.cares.items()]
        choices = [("", _("Choose a patient")), *names]
        self.fields["care"].choices = choices  # type: ignore[attr-defined]

    def clean_care(self) -> Care:
        return self.cares[self.cleaned_data["care"]]


class AssignForm(HomeworkForm):
    """Something from the library or of one's own, to the patient one is with."""

    item = forms.ModelChoiceField(
        label=_("From the library"),
        queryset=LibraryItem.objects.published(),
        to_field_name="slug",
        required=False,
        empty_label=_("Something of my own"),
        help_text=_("Choose an item, or leave this and write a title of your own below."),
        **ON_A_SHEET,
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=120,
        help_text=_(
            "For something of your own. Leave it empty with an item from the library, which keeps "
            "its own title."
        ),
        **ON_A_SHEET,
    )
    field_order = ["item", "title", "instructions", "due_on"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("item") and not cleaned.get("title") and "item" not in self.errors:
            self.add_error("title", _("Give it a title, or choose something from the library."))
        elif (item := cleaned.get("item")) and cleaned.get("title"):
            # A title left from a first thought would stand over another text, unseen until given.
            self.add_error(
                "title",
                _(
                    "“%(item)s” keeps its own title. Empty this field to give it, or choose "
                    "“Something of my own” above to give what you wrote."
                )
                % {"item": item.title},
            )
        return cleaned


class WorksheetForm(forms.Form):
    """A worksheet as a form, in sections. Every answer is optional."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        worksheet: Worksheet,
        answers: Answers | None = None,
    ) -> None:
        super().__init__(data, initial=answers or {})
        self.worksheet = worksheet
        for field in worksheet.fields:
            self.fields[field.name] = _form_field(field)

    def sections(self) -> list[dict[str, Any]]:
        """Title and bound fields of each section, for the template."""
        return [
            {"title": section.title, "fields": [self[field.name] for field in section.fields]}
            for section in self.worksheet.sections
        ]

    def posted(self) -> dict[str, str]:
        """What was posted, as text, for the verb to keep what fits."""
        return {name: self.data.get(name, "") for name in self.fields}


def _form_field(field: Field) -> forms.Field:
    told: dict[str, Any] = {
        "label": field.label,
        "help_text": field.hint,
        "required": False,
        **ON_A_SHEET,
    }
    if field.shape is Shape.NUMBER:
        range_words = _("Please give a whole number from 0 to %(most)s.") % {"most": field.most}
        return forms.IntegerField(
            min_value=0,
            max_value=field.most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), range_words),
            **told,
        )
    if field.shape is Shape.LINE:
        return forms.CharField(max_length=field.most, **told)
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=field.most, widget=area, **told)


class PageForm(forms.Form):
    """A page of the journal. `key` names the page, so that saving it twice makes one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    care = forms.ChoiceField(
        label=_("Who you could share it with"),
        help_text=_("Nobody sees it until you share it."),
        required=False,
    )
    text = forms.CharField(
        label=_("Your page"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("There is nothing on the page yet.")},
        **ON_A_SHEET,
    )

    def __init__(self, *args: Any, cares: list[Care], **kwargs: Any) -> None:
        """`cares` are those it may hang from, the likeliest first."""
        super().__init__(*args, **kwargs)
        self.cares = {str(care.pk): care for care in cares}
        if len(cares) > 1:
            choices = [(key, care.therapist.full_name) for key, care in self.cares.items()]
            self.fields["care"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["care"]

    def chosen_care(self) -> Care:
        chosen = self.cleaned_data.get("care") or next(iter(self.cares))
        return self.cares[chosen]
