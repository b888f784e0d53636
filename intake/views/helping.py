"""Where help is: in full when an answer first calls for it, then in one line on every page."""

from django.db.models import Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from intake.models import QuestionnaireResponse, RiskAlert
from people.models import Care

SHOWN = "help_shown"  # in the session; a digest, which says nothing about the answer


def help_due(
    request: HttpRequest, care: Care, *, finished: QuestionnaireResponse | None = None
) -> str:
    """ "full" when these answers' help has not been shown since this sign-in, "short" when it has.

    Empty when nothing calls for help, or the patient has said "read" (which does not hide it at
    the end of the form it came from: `finished`). A graver answer or another danger
    shows it in full again.
    """
    unread = Q(seen_help_at=None) | Q(response=finished) if finished else Q(seen_help_at=None)
    alert = RiskAlert.objects.open().filter(unread, care=care).first()
    if alert is None:
        return ""
    told = f"{alert.pk} {sorted(alert.hits.items())}"
    digest = salted_hmac(SHOWN, told, algorithm="sha256").hexdigest()
    if request.session.get(SHOWN) == digest:
        return "short"
    request.session[SHOWN] = digest
    return "full"
