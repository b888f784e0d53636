"""What signing in says when it can't go on: what happened, and what to do now."""

from django.utils.translation import gettext_lazy as _

ACCOUNT_ERRORS = {
    "account_inactive": _("This account is paused. The practice can tell you why, and what to do."),
    "cannot_remove_primary_email": _("This is your main address. Make another the main one first."),
    "duplicate_email": _("This address is already on your account."),
    "email_password_mismatch": _(
        "That address and password don’t fit together. Look for a typing mistake, or set a new"
        " password. If you never entered the code from your sign-up, sign up once more."
    ),
    "email_taken": _("There is already an account with this address. You can sign in with it."),
    "enter_current_password": _("Please type the password that you have now."),
    "incorrect_code": _("That code isn’t right, or it is too old. Look for the newest one."),
    "incorrect_password": _("That isn’t your password. Look for a typing mistake."),
    "invalid_or_expired_key": _("This link is too old or was used already. Ask for a new one."),
    "invalid_password_reset": _("This link is too old or was used already. Ask for a new one."),
    "too_many_login_attempts": _(
        "That was tried too often. Please wait a few minutes, or set a new password."
    ),
    "unknown_email": _("There is no account with this address."),
    "unverified_primary_email": _("Confirm the address first; then it can be the main one."),
    "select_only_one": _("Please choose only one."),
    "same_as_current": _("That is the one you have now. Please choose another."),
    "rate_limited": _("That was a lot at once. Please wait a minute and try again."),
}

# For what allauth says in words that don't fit there.
OUR_ERRORS = {
    "begun_anew": _(
        "You signed up once more since, somewhere else. Go on there with the newest code."
    ),
    "too_many_codes": _(
        "That was tried too often. Please wait a few minutes, then try again with a new code."
    ),
}

SECOND_FACTOR_ERRORS = {
    "add_email_blocked": _(
        "An account with a second step keeps its addresses. Turn the second step off first."
    ),
    "cannot_delete_authenticator": _("Your work here needs a second step, so the last one stays."),
    "cannot_generate_recovery_codes": _("Set up a second step first; then come its codes."),
    "incorrect_code": _(
        "That code isn’t right. Wait for the next six digits, and look whether your phone’s clock"
        " is right."
    ),
    "unverified_email": _("Confirm your e-mail address first; then the second step."),
}
