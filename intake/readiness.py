"""What is left before the first session, step by step."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.models import Document, DocumentKind, QuestionnaireResponse, Signature
from intake.told import STORY
from people.handovers import before
from people.models import Care, User

MEASURES = ("phq-9", "gad-7")
"""What everybody is asked before the first session."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist. `done_at` is when the patient's part was done; `waiting` says in
    words what is still somebody else's, or when it was taken back; `begun` that there is something
    to go on with. `label` speaks to the patient, `staff_label` about them, where that differs."""

    code: str
    label: str | Promise
    url: str
    done_at: datetime | None = None
    minutes: int = 0
    begun: bool = False
    taken_back: bool = False
    waiting: str | Promise = ""
    staff_label: str | Promise = ""

    @property
    def done(self) -> bool:
        return self.done_at is not None

    @property
    def hint(self) -> str:
        """A few quiet words after the label."""
        if self.done or self.taken_back or not self.minutes:
            return str(self.waiting)
        return ngettext("about %(minutes)s minute", "about %(minutes)s minutes", self.minutes) % {
            "minutes": self.minutes
        }

    @property
    def action(self) -> str:
        """The word on the link while it is open."""
        return _("Go on") if self.begun else _("Begin")


StepFor = Callable[[Sequence[Care]], Mapping[UUID, Step]]
"""One more step for each of these cares, by care, in a fixed number of queries."""

_added: list[StepFor] = []


def adds_step(step_for: StepFor) -> StepFor:
    """For the floors above: a step at the end of everybody's checklist.

    Declared once, in a module that the app imports when it is ready.
    """
    _added.append(step_for)
    return step_for


def steps(care: Care) -> list[Step]:
    """The checklist of one care, in order."""
    return steps_for([care])[care.pk]


def steps_for(cares: Iterable[Care]) -> dict[UUID, list[Step]]:
    """The checklists of many, by care: as many queries for a hundred as for one.

    Each care comes with its therapist loaded.
    """
    wanted = list(cares)
    checklists = _own_steps_for(wanted)
    for step_for in _added:
        for care, step in step_for(wanted).items():
            checklists[care].append(step)
    return checklists


def agreements_to_sign(therapist: User) -> list[Care]:
    """Open cares whose patient has signed the session agreement in force, and the therapist not."""
    document = Document.objects.current(DocumentKind.SESSION_AGREEMENT)
    if document is None:
        return []
    signed = Signature.objects.in_force().filter(document=document, care=OuterRef("pk"))
    return list(
        Care.objects.open()
        .filter(Exists(signed.filter(person=OuterRef("patient"))), therapist=therapist)
        .exclude(Exists(signed.filter(person=therapist)))
        .select_related("patient", "therapist")
    )


def has_consent(care: Care) -> bool:
    """Whether the patient's consent to online therapy is in force, in whichever version."""
    return (
        Signature.objects.in_force()
        .filter(
            care=care,
            person=care.patient_id,
            document__kind=DocumentKind.TELEHEALTH_CONSENT,
        )
        .exists()
    )


def took_consent_back(care: Care) -> bool:
    """Whether the patient consented to online therapy once and does not any more.

    Nobody is kept out who has not been asked yet; a "no" after a "yes" is heard.
    """
    return care.pk in who_took_consent_back([care])


def consent_taken_back_at(care: Care) -> datetime | None:
    """When the patient took back the last consent to online therapy that stood."""
    given = Signature.objects.filter(
        care=care, person=care.patient_id, document__kind=DocumentKind.TELEHEALTH_CONSENT
    ).values_list("withdrawn_at", flat=True)
    return _last_taken_back(list(given))


def who_took_consent_back(cares: Iterable[Care]) -> set[UUID]:
    """The same for many, by care. One query."""
    given: dict[UUID, list[bool]] = {}
    signatures = Signature.objects.filter(
        care__in={care.pk for care in cares},
        person=F("care__patient"),
        document__kind=DocumentKind.TELEHEALTH_CONSENT,
    )
    for care, withdrawn_at in signatures.values_list("care", "withdrawn_at"):
        given.setdefault(care, []).append(withdrawn_at is not None)
    return {care for care, withdrawn in given.items() if all(withdrawn)}


def taken_back_in_words(at: datetime) -> str:
    """``Taken back on 3 November 2026``, in the reader's zone."""
    return _("Taken back on %(day)s") % {"day": date_format(localtime(at), "j F Y")}


def next_label(step: Step | None) -> str:
    """What the button to the next step says; empty when nothing is left."""
    return _("Next: %(step)s") % {"step": step.label} if step else ""


def _own_steps_for(wanted: Sequence[Care]) -> dict[UUID, list[Step]]:
    documents = Document.objects.current_by_kind()
    signatures: dict[UUID, list[Signature]] = {care.pk: [] for care in wanted}
    responses: dict[UUID, list[QuestionnaireResponse]] = {care.pk: [] for care in wanted}
    given = Signature.objects.filter(care__in=wanted).select_related("document")
    for signature in given.defer("text", "document__body"):
        signatures[signature.care_id].append(signature)
    earlier = before(wanted)
    told = Q(care__in={each.pk for line in earlier.values() for each in line}, instrument=STORY)
    known = QuestionnaireResponse.objects.without_words().filter(Q(care__in=wanted) | told)
    for response in known:
        responses.setdefault(response.care_id, []).append(response)
    written = Care.objects.filter(pk__in={care.pk for care in wanted}).values_list(
        "pk", "contact_card__updated_at", "contact_draft__saved_at"
    )
    cards = {care: (card, draft is not None) for care, card, draft in written}
    return {
        care.pk: [
            *_to_sign(care, documents, signatures[care.pk]),
            _story(care, earlier[care.pk], responses),
            _measures(care, responses[care.pk]),
            _contact(care, *cards[care.pk], earlier[care.pk]),
        ]
        for care in wanted
    }


def _to_sign(
    care: Care, documents: dict[str, Document], signatures: Sequence[Signature]
) -> list[Step]:
    found = []
    for kind, minutes in (
        (DocumentKind.TELEHEALTH_CONSENT, 4),
        (DocumentKind.SESSION_AGREEMENT, 4),
    ):
        document = documents.get(kind)
        if document is None:
            continue
        standing = [s for s in signatures if s.withdrawn_at is None]
        signed = {s.person_id: s.signed_at for s in standing if s.document_id == document.pk}
        taken_back_at = _taken_back_at(care, kind, signatures)
        waiting = ""
        if taken_back_at is not None:
            waiting = taken_back_in_words(taken_back_at)
        if kind.needs_therapist and care.therapist_id not in signed:
            waiting = _("%(name)s will sign too") % {"name": care.therapist.known_as}
        found.append(
            Step(
                code=kind,
                label=kind.label,
                url=reverse("intake:document", kwargs={"care": care.pk, "kind": kind}),
                done_at=signed.get(care.patient_id),
                minutes=minutes,
                taken_back=taken_back_at is not None,
                waiting=waiting,
            )
        )
    return found


def _taken_back_at(
    care: Care, kind: DocumentKind, signatures: Sequence[Signature]
) -> datetime | None:
    """When the patient took back the last consent of this kind that stood; None while one does."""
    theirs = [
        signature.withdrawn_at
        for signature in signatures
        if signature.person_id == care.patient_id and signature.document.kind == kind
    ]
    return _last_taken_back(theirs)


def _last_taken_back(withdrawn: Sequence[datetime | None]) -> datetime | None:
    """The latest of the withdrawals; None while one signature stands, or none was ever given."""
    if None in withdrawn:
        return None
    return max((moment for moment in withdrawn if moment is not None), default=None)


def _told_before(
    earlier: Sequence[Care], responses: Mapping[UUID, Sequence[QuestionnaireResponse]]
) -> tuple[Care, datetime] | None:
    """In which of the cares before this one the story was finished last, and when."""
    for care in earlier:
        if finished := _finished_at(_stories(responses.get(care.pk, ()))):
            return care, finished
    return None


def _stories(responses: Sequence[QuestionnaireResponse]) -> list[QuestionnaireResponse]:
    return [response for response in responses if response.instrument == STORY]


def _finished_at(responses: Sequence[QuestionnaireResponse]) -> datetime | None:
    return max((r.completed_at for r in responses if r.completed_at), default=None)


def _story(
    care: Care,
    earlier: Sequence[Care],
    responses: Mapping[UUID, Sequence[QuestionnaireResponse]],
) -> Step:
    """Nobody has to tell it twice: it is done also where another therapist was told, and begun
    where it was begun with another."""
    mine = _stories(responses[care.pk])
    told_before = _told_before(earlier, responses)
    done_at, waiting = _finished_at(mine), ""
    if done_at is None and told_before is not None:
        told_to, done_at = told_before
        waiting = _("told before, with %(name)s") % {"name": told_to.therapist.known_as}
    return Step(
        code="history",
        label=_("Your story so far"),
        staff_label=_("The story so far"),
        url=reverse("intake:form", kwargs={"care": care.pk, "instrument": STORY}),
        done_at=done_at,
        minutes=15,
        begun=any(_stories(responses.get(each.pk, ())) for each in (care, *earlier)),
        waiting=waiting,
    )


def _contact(care: Care, written_at: datetime | None, begun: bool, earlier: Sequence[Care]) -> Step:
    """A card that came along from the care before says so, until it is written again; one that was
    changed and not saved does, too: the number that counts is the old one."""
    waiting = ""
    if written_at is not None and begun:
        waiting = _("changed, not saved yet")
    elif written_at is not None and earlier and written_at < care.opened_at:
        waiting = _("told before, with %(name)s") % {"name": earlier[0].therapist.known_as}
    return Step(
        code="contact",
        label=_("Where you will be, and who to call"),
        staff_label=_("Place and emergency contact"),
        url=reverse("intake:contact", kwargs={"care": care.pk}),
        done_at=written_at,
        minutes=2,
        begun=begun,
        waiting=waiting,
    )


def _measures(care: Care, responses: Sequence[QuestionnaireResponse]) -> Step:
    """Two short forms are one step: done with the second, going on where the first open one is."""
    finished = {
        response.instrument: response.completed_at
        for response in responses
        if response.completed_at and response.instrument in MEASURES
    }
    left = [code for code in MEASURES if code not in finished]
    return Step(
        code="measures",
        label=_("Two short questionnaires"),
        url=reverse(
            "intake:form",
            kwargs={"care": care.pk, "instrument": left[0] if left else MEASURES[0]},
        ),
        done_at=None if left else max(finished.values()),
        minutes=5 if len(left) == len(MEASURES) else 2,
        begun=any(response.instrument in MEASURES for response in responses),
    )
