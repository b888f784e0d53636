"""What was told last. A story goes along when the care is handed over; a measure does not."""

from django.db.models import F, QuerySet

from intake.engine import Answer, Questionnaire
from intake.models import QuestionnaireResponse
from people.handovers import before
from people.models import Care

STORY = "history"


def finished(care: Care, instrument: str) -> QuestionnaireResponse | None:
    """The last finished answers in this care; of the story, else those from the care before.

    Nobody should have to tell it twice. Scores begin anew with each therapist: the first is what
    every later one is compared with.
    """
    return _last(care, instrument, QuestionnaireResponse.objects.completed())


def to_go_on_with(care: Care, instrument: str) -> QuestionnaireResponse | None:
    """The same for a new form; of the story, also what was left half written in the care before.

    A draft comes after what was finished in its care, and began with it.
    """
    drafts_last = F("completed_at").asc(nulls_last=True)
    return _last(care, instrument, QuestionnaireResponse.objects.order_by(drafts_last))


def begins_with(current: Questionnaire, last: QuestionnaireResponse | None) -> dict[str, Answer]:
    """A story can be added to, so it begins with what was told; a measure begins empty, and risk
    is asked afresh each time."""
    if last is None or current.measure is not None or last.version != current.version:
        return {}
    afresh = {risk.link_id for risk in current.risk}
    return {name: answer for name, answer in last.given.items() if name not in afresh}


def _last(
    care: Care, instrument: str, known: QuerySet[QuestionnaireResponse]
) -> QuestionnaireResponse | None:
    """The last of these in this care; of the story, else in the latest care before that has one."""
    own = known.filter(care=care, instrument=instrument, completed_at__isnull=False).last()
    if own is not None or instrument != STORY:
        return own
    earlier = before([care])[care.pk]
    if not earlier:
        return None
    told = known.filter(care__in=earlier, instrument=STORY)
    last = {response.care_id: response for response in told.select_related("care__therapist")}
    return next((last[each.pk] for each in earlier if each.pk in last), None)
