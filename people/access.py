"""Who may do what: the only place that knows.

An `Action` is answered from (viewer, care). What a person may not read does not exist for them
(404); what they may read but not do is forbidden (403). An action without a rule raises, so that
forgetting one never opens a door. `docs/access.md` shows the same as a table and a test compares.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from people.models import Care, Role, User
from privacy import audit

Viewer = User | AnonymousUser
Rule = Callable[[User, Care | None], bool]


class Action(StrEnum):
    """Everything that is done with a row that somebody has a right to."""

    # the care itself
    SEE_CARE = "see that the care exists, and whose it is"
    MANAGE_CARE = "hand over or close the care"
    END_CARE = "end the care"
    # scheduling
    SEE_APPOINTMENT = "see an appointment"
    CHANGE_APPOINTMENT = "move or cancel an appointment"
    BOOK = "book a session"
    BOOK_FOR = "book a session for the patient"
    MARK_MISSED = "mark that the patient did not come"
    WAIVE_MISSED = "decide that a missed session doesn't count"
    INVITE_TO_SERVICE = "invite to a service that is by invitation"
    ASK_FOR_TIME = "ask for a time, wait for one and answer its offers"
    ANSWER_REQUEST = "confirm or decline a time that was asked for"
    # intake
    READ_ANSWERS = "read questionnaire answers and scores"
    ANSWER = "answer a questionnaire"
    CLOSE_ALERT = "close a risk alert"
    READ_AGREEMENTS = "read what was agreed to"
    AGREE_AS_PATIENT = "sign a consent"
    AGREE_AS_THERAPIST = "sign the session agreement as therapist"
    READ_CONTACT = "read the contact card"
    WRITE_CONTACT = "write the contact card"
    # goals
    READ_GOALS = "read goals"
    WORK_ON_GOALS = "propose goals, agree to them and mark them as reached"
    RATE_GOALS = "say how close a goal feels"
    # resources
    READ_HOMEWORK = "see what homework was given"
    GIVE_HOMEWORK = "give homework"
    DO_HOMEWORK = "do homework and choose what to share"
    TAKE_BACK_SHARED = "make private again what one shared"
    READ_SHARED = "read what the patient shared"
    KEEP_JOURNAL = "write and read one's own journal"
    # sessions
    JOIN_ROOM = "be in the room"
    ADMIT = "let the patient in, lead and end the session"
    READ_OPENING = "read what was asked at the start of a session"
    READ_PREPARATION = "see who is ready"
    READ_NOTE = "read progress notes"
    WRITE_NOTE = "write and sign progress notes"
    KEEP_PRIVATE_NOTE = "keep psychotherapy notes"
    KEEP_AGENDA = "plan a session and tick off what one came to"
    READ_SUMMARY = "read session summaries"
    WRITE_SUMMARY = "write session summaries"
    READ_KEPT = "read what both kept of what they wrote and drew in a session"
    READ_FEEDBACK = "read session feedback"
    GIVE_FEEDBACK = "give session feedback"
    # the practice
    RUN_PRACTICE = "manage clinicians, services, rules, documents and notices"
    PLAN_GROUPS = "plan and cancel one's own group sessions"
    KEEP_HOURS = "keep one's own hours and profile"
    KEEP_USUAL_AGENDA = "choose what one’s sessions usually begin with"
    KEEP_FEED = "have a private calendar feed of one's own sessions"
    READ_LIBRARY = "read the library"
    ASK_FOR_HELP = "ask the practice for technical help"
    ANSWER_HELP = "read and answer what somebody asked for technical help"


def is_patient_of(viewer: User, care: Care | None) -> bool:
    return care is not None and care.patient_id == viewer.pk


def is_therapist_of(viewer: User, care: Care | None) -> bool:
    return care is not None and care.therapist_id == viewer.pk


def is_party(viewer: User, care: Care | None) -> bool:
    """The patient or the therapist, also after the end: a record stays readable to both."""
    return is_patient_of(viewer, care) or is_therapist_of(viewer, care)


def follows_as_therapist(viewer: User, care: Care | None) -> bool:
    """The therapist, or one to whom the care was handed over, then or later."""
    while care is not None:
        if is_therapist_of(viewer, care):
            return True
        care = getattr(care, "handed_over_to", None)
    return False


def can_read_record(viewer: User, care: Care | None) -> bool:
    return is_patient_of(viewer, care) or follows_as_therapist(viewer, care)


def while_open(rule: Rule) -> Rule:
    """The same, but only until the care has ended."""
    return lambda viewer, care: care is not None and care.is_open and rule(viewer, care)


def role(wanted: Role) -> Rule:
    return lambda viewer, care: viewer.role == wanted


def any_of(*rules: Rule) -> Rule:
    return lambda viewer, care: any(rule(viewer, care) for rule in rules)


def signed_in(viewer: User, care: Care | None) -> bool:
    return True


is_admin = role(Role.ADMIN)

RULES: dict[Action, Rule] = {
    Action.SEE_CARE: any_of(is_party, is_admin, follows_as_therapist),
    Action.MANAGE_CARE: is_admin,
    Action.END_CARE: while_open(is_therapist_of),
    Action.SEE_APPOINTMENT: any_of(is_party, is_admin),
    Action.CHANGE_APPOINTMENT: while_open(is_party),
    Action.BOOK: while_open(is_party),
    Action.BOOK_FOR: while_open(any_of(is_therapist_of, is_admin)),
    Action.MARK_MISSED: is_therapist_of,
    Action.WAIVE_MISSED: any_of(is_therapist_of, is_admin),
    Action.INVITE_TO_SERVICE: while_open(is_therapist_of),
    Action.ASK_FOR_TIME: while_open(is_patient_of),
    Action.ANSWER_REQUEST: while_open(is_therapist_of),
    Action.READ_ANSWERS: can_read_record,
    Action.ANSWER: while_open(is_patient_of),
    Action.CLOSE_ALERT: is_therapist_of,
    Action.READ_AGREEMENTS: any_of(can_read_record, is_admin),
    Action.AGREE_AS_PATIENT: while_open(is_patient_of),
    Action.AGREE_AS_THERAPIST: while_open(is_therapist_of),
    Action.READ_CONTACT: can_read_record,
    Action.WRITE_CONTACT: while_open(is_patient_of),
    Action.READ_GOALS: can_read_record,
    Action.WORK_ON_GOALS: while_open(is_party),
    Action.RATE_GOALS: while_open(is_patient_of),
    Action.READ_HOMEWORK: can_read_record,
    Action.GIVE_HOMEWORK: while_open(is_therapist_of),
    Action.DO_HOMEWORK: while_open(is_patient_of),
    Action.TAKE_BACK_SHARED: is_patient_of,
    Action.READ_SHARED: can_read_record,
    Action.KEEP_JOURNAL: is_patient_of,
    Action.JOIN_ROOM: while_open(is_party),
    Action.ADMIT: while_open(is_therapist_of),
    Action.READ_OPENING: follows_as_therapist,
    Action.READ_PREPARATION: is_party,
    Action.READ_NOTE: follows_as_therapist,
    Action.WRITE_NOTE: is_therapist_of,
    Action.KEEP_PRIVATE_NOTE: is_therapist_of,
    Action.KEEP_AGENDA: is_therapist_of,
    Action.READ_SUMMARY: can_read_record,
    Action.WRITE_SUMMARY: is_therapist_of,
    Action.READ_KEPT: can_read_record,
    Action.READ_FEEDBACK: can_read_record,
    Action.GIVE_FEEDBACK: is_patient_of,
    Action.RUN_PRACTICE: is_admin,
    Action.PLAN_GROUPS: role(Role.THERAPIST),
    Action.KEEP_HOURS: role(Role.THERAPIST),
    Action.KEEP_USUAL_AGENDA: role(Role.THERAPIST),
    Action.KEEP_FEED: any_of(role(Role.PATIENT), role(Role.THERAPIST)),
    Action.READ_LIBRARY: signed_in,
    Action.ASK_FOR_HELP: signed_in,
    Action.ANSWER_HELP: is_admin,
}

# What one must be allowed to read to be told "you may not do that" instead of "not found".
SEEN_BY: dict[Action, Action] = {
    Action.MANAGE_CARE: Action.SEE_CARE,
    Action.END_CARE: Action.SEE_CARE,
    Action.CHANGE_APPOINTMENT: Action.SEE_APPOINTMENT,
    Action.BOOK: Action.SEE_CARE,
    Action.BOOK_FOR: Action.SEE_CARE,
    Action.MARK_MISSED: Action.SEE_APPOINTMENT,
    Action.WAIVE_MISSED: Action.SEE_APPOINTMENT,
    Action.INVITE_TO_SERVICE: Action.SEE_CARE,
    Action.ASK_FOR_TIME: Action.SEE_APPOINTMENT,
    Action.ANSWER_REQUEST: Action.SEE_APPOINTMENT,
    Action.ANSWER: Action.READ_ANSWERS,
    Action.CLOSE_ALERT: Action.READ_ANSWERS,
    Action.AGREE_AS_PATIENT: Action.READ_AGREEMENTS,
    Action.AGREE_AS_THERAPIST: Action.READ_AGREEMENTS,
    Action.WRITE_CONTACT: Action.READ_CONTACT,
    Action.WORK_ON_GOALS: Action.READ_GOALS,
    Action.RATE_GOALS: Action.READ_GOALS,
    Action.GIVE_HOMEWORK: Action.READ_HOMEWORK,
    Action.DO_HOMEWORK: Action.READ_HOMEWORK,
    Action.TAKE_BACK_SHARED: Action.READ_HOMEWORK,
    Action.JOIN_ROOM: Action.SEE_APPOINTMENT,
    Action.ADMIT: Action.SEE_APPOINTMENT,
    Action.WRITE_NOTE: Action.READ_NOTE,
    Action.WRITE_SUMMARY: Action.READ_SUMMARY,
    Action.GIVE_FEEDBACK: Action.READ_FEEDBACK,
}

# Reading these is itself written into the audit trail, as "<verb>.read".
AUDITED_READS: dict[Action, str] = {
    Action.READ_ANSWERS: "answers.read",
    Action.READ_CONTACT: "contact.read",
    Action.READ_GOALS: "goals.read",
    Action.READ_SHARED: "shared.read",
    Action.READ_HOMEWORK: "homework.read",
    Action.READ_OPENING: "opening_check.read",
    Action.READ_NOTE: "note.read",
    Action.KEEP_PRIVATE_NOTE: "private_note.read",
    Action.KEEP_AGENDA: "agenda.read",
    Action.READ_SUMMARY: "summary.read",
    Action.READ_KEPT: "writing.read",
    Action.READ_FEEDBACK: "feedback.read",
    Action.KEEP_JOURNAL: "journal.read",
}


def allows(viewer: Viewer, action: Action, care: Care | None = None) -> bool:
    """Whether this person may do this with what hangs from this care. Never raises for people."""
    rule = RULES[action]
    return isinstance(viewer, User) and viewer.is_active and rule(viewer, care)


def require(viewer: Viewer, action: Action, care: Care | None = None) -> User:
    """The viewer, or Http404 / PermissionDenied. Verbs begin with it."""
    if not allows(viewer, action, care):
        seen_by = SEEN_BY.get(action)
        if seen_by is not None and allows(viewer, seen_by, care):
            raise PermissionDenied
        raise Http404
    return cast(User, viewer)


R = TypeVar("R", bound=models.Model)


def get_or_404(
    viewer: Viewer,
    action: Action,
    source: type[R] | models.QuerySet[R],
    *,
    audited: bool = True,
    **lookup: Any,
) -> R:
    """Fetch one row and authorise it through its care, in one step.

    The row's model has a ``care`` (a field or a property). Reading a part of the record is
    written into the audit trail; pass ``audited=False`` only where the same page view has
    written it already.
    """
    rows = source._default_manager.all() if isinstance(source, type) else source
    row = get_object_or_404(rows, **lookup)
    care: Care = row.care  # type: ignore[attr-defined]
    person = require(viewer, action, care)
    if audited:
        note_reading(person, action, row=row, care=care)
    return row


def get_care_or_404(viewer: Viewer, action: Action, pk: object, *, audited: bool = True) -> Care:
    """The care itself, with both people loaded, for pages that show many of its rows."""
    cares = Care.objects.select_related("patient", "therapist")
    return get_or_404(viewer, action, cares, audited=audited, pk=pk)


def note_reading(
    viewer: User,
    action: Action,
    *,
    row: models.Model,
    care: Care,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write into the audit trail that a part of the record was read, if this action is one."""
    if action in AUDITED_READS:
        audit.record(AUDITED_READS[action], actor=viewer, row=row, care=care, detail=detail)


def cares(viewer: Viewer, action: Action) -> list[Care]:
    """Every care in which this person may do this: for lists, as ``care__in=cares(…)``.

    The same rules as for a single row. Admins get all.
    """
    if not isinstance(viewer, User) or not viewer.is_active:
        return []
    known = Care.objects.select_related("patient", "therapist", "handed_over_to")
    if viewer.role != Role.ADMIN:
        own = models.Q(patient=viewer) | models.Q(therapist=viewer)
        known = known.filter(own | models.Q(pk__in=_handed_over_before(viewer)))
    rule = RULES[action]
    return [care for care in known if rule(viewer, care)]


def _handed_over_before(viewer: User) -> set[UUID]:
    """The cares that came to this therapist through one hand or several."""
    found: set[UUID] = set()
    step = Care.objects.filter(therapist=viewer)
    while earlier := {pk for pk in step.values_list("handed_over_from", flat=True) if pk} - found:
        found |= earlier
        step = Care.objects.filter(pk__in=earlier)
    return found


P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _only(*roles: Role) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if cast(User, request.user).role not in roles:
                raise Http404
            return view(request, *args, **kwargs)

        return cast(View[P], login_required(guarded))

    return decorate


patient_required = _only(Role.PATIENT)
therapist_required = _only(Role.THERAPIST)
admin_required = _only(Role.ADMIN)
staff_required = _only(Role.THERAPIST, Role.ADMIN)
party_required = _only(Role.PATIENT, Role.THERAPIST)
member_required = _only(Role.PATIENT, Role.THERAPIST, Role.ADMIN)


def person(request: HttpRequest) -> User:
    """The signed-in person of a guarded view, with the right type."""
    assert isinstance(request.user, User)
    return request.user
