"""Notices about accounts."""

from notices.kinds import Letter, kind
from notices.models import Notice


@kind("account_mail")
def account_mail(notice: Notice) -> Letter:
    """What allauth rendered: verification, reset and security mail."""
    return Letter(context=dict(notice.context))
