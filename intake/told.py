"""What was told last. A story goes along when the care is handed over; a measure does not."""

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
    own = QuestionnaireResponse.objects.filter(care=care, instrument=instrument).completed().last()
    if own is not None or instrument != STORY:
        return own
    earlier = before([care])[care.pk]
    if not earlier:
        return None
    told = QuestionnaireResponse.objects.filter(care__in=earlier, instrument=STORY).completed()
    last = {response.care_id: response for response in told.select_related("care__therapist")}
    return next((last[each.pk] for each in earlier if each.pk in last), None)


def begins_with(current: Questionnaire, last: QuestionnaireResponse | None) -> dict[str, Answer]:
    """A story can be added to, so it begins with what was told; a measure begins empty, and risk
    is asked afresh each time."""
    if last is None or current.measure is not None or last.version != current.version:
        return {}
    afresh = {risk.link_id for risk in current.risk}
    return {name: answer for name, answer in last.given.items() if name not in afresh}
