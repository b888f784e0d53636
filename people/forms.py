"""Forms about people."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.models import User


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
