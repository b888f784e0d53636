"""The page for the code that a sign-up sends."""

from typing import Any

from allauth.account.views import ConfirmEmailVerificationCodeView
from django.http import HttpResponse


class SignUpCodeView(ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """allauth's own, which knows no answer to a new address that is wrong, too: it fails (65.x)."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the address that has the code now. Else the form would take it, typed once more, for
        one of somebody else's account, and no code would come any more."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self._action == "change":
            kwargs["email"] = self._process.email
        return kwargs

    def _change_form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer
