"""What a form says where something is missing: what to do, in the house's voice.

Django's own sentence only says that the field is required. A form that knows more about its field
says it with `error_messages`, as ever.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MISSING: dict[type[forms.Field], Any] = {
    forms.Field: _("Please fill this in."),
    forms.ChoiceField: _("Please choose one."),
    forms.MultipleChoiceField: _("Please choose at least one."),
    forms.ModelMultipleChoiceField: _("Please choose at least one."),
    forms.BooleanField: _("Please tick this to go on."),
    forms.FileField: _("Please choose a file first."),
}


def say_what_is_missing() -> None:
    """Give each kind of field its sentence. Fields that exist already keep the one they had."""
    for kind, words in MISSING.items():
        own = vars(kind).get("default_error_messages", {})
        kind.default_error_messages = {**own, "required": words}
