"""Every widget comes out with its label, its help and its error tied to it."""

from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.urls import get_resolver


class Everything(forms.Form):
    text = forms.CharField(label="Words", help_text="A few words.")
    long = forms.CharField(label="More words", widget=forms.Textarea, required=False)
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TimeField(label="Hour", widget=forms.TimeInput(attrs={"type": "time"}))
    one = forms.ChoiceField(label="One of them", choices=[("a", "A"), ("b", "B")])
    radio = forms.ChoiceField(
        label="One by one",
        help_text="Choose.",
        choices=[("a", "A"), ("b", "B")],
        widget=forms.RadioSelect,
    )
    several = forms.MultipleChoiceField(
        label="Several", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    yes = forms.BooleanField(label="I agree", help_text="You can take it back.")
    photo = forms.FileField(label="Photo")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def render(data: dict[str, Any] | None = None, template: str = "{{ form }}") -> str:
    return Template(template).render(Context({"form": Everything(data)}))


@pytest.mark.parametrize("label", ["Words", "More words", "Day", "Hour", "One of them", "Photo"])
def test_a_label_comes_before_its_control(label: str) -> None:
    html = render()
    identifier = html.split(f">{label}")[0].rsplit('for="', 1)[1].split('"')[0]
    assert html.index(f'for="{identifier}"') < html.index(f'id="{identifier}"')


def test_help_is_tied_to_the_control() -> None:
    html = render()
    assert 'id="id_text_helptext"' in html
    assert 'aria-describedby="id_text_helptext"' in html


def test_groups_are_fieldsets_with_a_legend() -> None:
    html = render()
    assert html.count("<fieldset") == 2
    assert "<legend>One by one" in html
    assert '<fieldset aria-describedby="id_radio_helptext">' in html


def test_what_may_be_left_out_says_so() -> None:
    assert render().count("(optional)") == 1


def test_one_checkbox_stands_before_its_sentence() -> None:
    html = render()
    assert html.index('id="id_yes"') < html.index('<label for="id_yes">I agree</label>')


def test_errors_are_said_and_tied_to_the_control() -> None:
    html = render({})
    assert '<div role="alert"><ul class="errorlist" id="id_text_error">' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert html.count('role="alert"') == 8


def test_the_summary_counts_what_needs_another_look() -> None:
    html = render({}, '{% include "elements/form_errors.html" %}')
    assert "8 answers need another look" in html
    assert html.count("<li>") == 8
    assert 'href="#id_text"' in html


def test_an_untouched_form_has_no_summary() -> None:
    assert render(None, '{% include "elements/form_errors.html" %}').strip() == ""


def test_what_people_wrote_comes_back() -> None:
    html = render({"text": "<b>kept</b>", "long": "and this"})
    assert "&lt;b&gt;kept&lt;/b&gt;" in html
    assert "and this</textarea>" in html


def test_a_field_can_be_given_other_words() -> None:
    html = render(
        None, '{% include "elements/field.html" with field=form.text label="Say" help="Plainly." %}'
    )
    assert 'for="id_text">Say' in html
    assert "Plainly." in html
    assert "A few words." not in html


def test_what_is_missing_is_asked_for_in_the_houses_voice() -> None:
    said = {name: errors[0] for name, errors in Everything({}).errors.items()}
    assert said == {
        "text": "Please fill this in.",
        "day": "Please fill this in.",
        "hour": "Please fill this in.",
        "one": "Please choose one.",
        "radio": "Please choose one.",
        "several": "Please choose at least one.",
        "yes": "Please tick this to go on.",
        "photo": "Please choose a file first.",
    }


def forms_of_the_house() -> list[type[forms.BaseForm]]:
    """Every form that is defined when all addresses are known, those of signing in too."""
    get_resolver().url_patterns  # noqa: B018 (reading it loads every view)
    found, left = [], [forms.BaseForm]
    while left:
        kinds = left.pop().__subclasses__()
        left += kinds
        found += kinds
    return found


def test_no_form_says_only_that_a_field_is_required() -> None:
    curt = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in forms_of_the_house()
        for name, field in getattr(form, "base_fields", {}).items()
        if field.error_messages["required"] == "This field is required."
        and not form.__module__.startswith("django.")  # what nobody fills in
    ]
    assert curt == []
