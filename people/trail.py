"""The audit trail in kind words: for patients about their own care, for admins about everything."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people.models import Care, User
from privacy.models import AuditEntry

# What somebody did, after their name: "Tariq Haddad read the goals". Verbs of every app stand
# here, because the trail is read as one; tests/people/test_trail.py finds any that is missing.
DEEDS: dict[str, str | Promise] = {
    "account.email": _("changed their e-mail address"),
    "account.lapse": _("an account that was never confirmed was removed"),
    "account.part_with": _("parted with a clinician"),
    "account.password": _("set a new password"),
    "account.reinstate": _("ended a suspension"),
    "account.sign_in": _("signed in"),
    "account.sign_in_failed": _("a sign-in failed"),
    "account.sign_out": _("signed out"),
    "account.sign_up": _("signed up"),
    "account.suspend": _("suspended an account"),
    "agenda.change": _("changed the agenda of a session"),
    "agenda.change_usual": _("changed the agenda they usually begin with"),
    "agenda.read": _("looked at the agenda of a session"),
    "alert.close": _("wrote down what came of an answer that mattered"),
    "alert.help_seen": _("was shown where help is"),
    "alert.open": _("gave an answer that the therapist is asked to look at"),
    "answers.complete": _("finished a questionnaire"),
    "answers.read": _("read the questionnaire answers"),
    "answers.save": _("wrote in a questionnaire"),
    "appointment.book": _("booked a session"),
    "appointment.cancel": _("cancelled a session"),
    "appointment.cancel_late": _("cancelled a session late"),
    "appointment.mark_missed": _("wrote down that a session was missed"),
    "appointment.move": _("moved a session"),
    "appointment.unmark_missed": _("took back that a session was missed"),
    "appointment.waive_missed": _("decided that a missed session doesn’t count"),
    "audit.read": _("looked through the audit trail"),
    "audit.verify": _("verified the audit trail"),
    "bookings.pause": _("paused new bookings"),
    "bookings.resume": _("took new bookings again"),
    "calendar_feed.make": _("made a new address for their calendar feed"),
    "calendar_feed.revoke": _("closed their calendar feed"),
    "care.activate": _("began therapy"),
    "care.end": _("ended the care"),
    "care.hand_over": _("handed the care over to another therapist"),
    "care.open": _("asked for a first session"),
    "consent.withdraw": _("took a consent back"),
    "contact.draft": _("began to write the contact card"),
    "contact.draft_discard": _("deleted the half-written contact card by ending the care"),
    "contact.draft_go_along": _("passed the half-written contact card on with the care, unread"),
    "contact.go_along": _("passed the contact card on with the care, unread"),
    "contact.read": _("read the contact card"),
    "contact.save": _("wrote the contact card"),
    "details.save": _("changed their own details"),
    "device_check.record": _("tried camera and microphone"),
    "document.publish": _("published a document"),
    "document.sign": _("signed a document"),
    "drawing.agree": _("agreed to keep what was drawn in a session"),
    "drawing.keep": _("kept what was drawn in a session"),
    "feedback.change": _("changed their feedback on a session"),
    "feedback.give": _("gave feedback on a session"),
    "feedback.skip": _("left out the feedback on a session"),
    "feedback.read": _("read the session feedback"),
    "goal.achieve": _("marked a goal as reached"),
    "goal.agree": _("agreed to a goal"),
    "goal.decline": _("did not agree to a goal"),
    "goal.propose": _("proposed a goal"),
    "goal.rate": _("said how close a goal feels"),
    "goal.reword": _("proposed other words for a goal"),
    "goal.set_aside": _("set a goal aside"),
    "goal.take_up_again": _("took a goal up again"),
    "goal.withdraw": _("took a proposed goal back"),
    "goals.read": _("read the goals"),
    "group.cancel": _("cancelled a group session"),
    "group.plan": _("planned a group session"),
    "holidays.keep": _("chose the public holidays they keep"),
    "help.answer": _("answered a technical question"),
    "help.ask": _("asked for technical help"),
    "help.read": _("read a technical question"),
    "homework.assign": _("gave homework"),
    "homework.finish": _("finished homework"),
    "homework.read": _("looked at the homework"),
    "homework.reopen": _("reopened homework"),
    "homework.restore": _("put homework back"),
    "homework.share": _("shared homework"),
    "homework.start": _("began homework"),
    "homework.unshare": _("stopped sharing homework"),
    "homework.withdraw": _("took homework back"),
    "hours.add_extra": _("added extra hours"),
    "hours.remove_extra": _("removed extra hours"),
    "hours.set": _("changed their hours"),
    "invitation.accept": _("accepted an invitation"),
    "invitation.resend": _("sent an invitation again"),
    "invitation.revoke": _("took an invitation back"),
    "invitation.send": _("invited somebody"),
    "journal.delete": _("deleted a journal entry"),
    "journal.purge": _("emptied deleted journal entries"),
    "journal.read": _("read the journal"),
    "journal.restore": _("put a journal entry back"),
    "journal.share": _("shared a journal entry"),
    "journal.unshare": _("stopped sharing a journal entry"),
    "journal.write": _("wrote in the journal"),
    "library.load": _("loaded the library"),
    "licence.save": _("changed a licence"),
    "limits.set": _("changed how they can be booked"),
    "note.add": _("added to a signed progress note"),
    "note.sign": _("signed a progress note"),
    "note.write": _("wrote in a progress note"),
    "note.read": _("read the progress notes"),
    "notice.retry": _("sent a failed notice again"),
    "opening_check.read": _("read where and with whom you were at the start of a session"),
    "opening_check.save": _("noted where and with whom you were at the start of a session"),
    "outside_calendar.add": _("began to have a calendar elsewhere read"),
    "outside_calendar.remove": _("stopped having a calendar elsewhere read"),
    "outside_calendar.restore": _("put a calendar elsewhere back"),
    "phone.back": _("went back to the room from the phone"),
    "phone.call": _("called by phone for a session"),
    "phone.give": _("gave a number for a session"),
    "phone.hang_up": _("wrote down how a call went"),
    "phone.move": _("moved a session to the phone"),
    "phone.show": _("looked at the phone number for a session"),
    "practice.set_rules": _("changed the practice’s rules"),
    "private_note.bring_in": _("brought unsaved words back into a private note"),
    "private_note.let_go": _("let unsaved words of a private note go"),
    "private_note.write": _("wrote in their own private notes"),
    "private_note.read": _("read their own private notes"),
    "profile.photo": _("changed their photo"),
    "profile.remove_photo": _("removed their photo"),
    "profile.save": _("changed their profile"),
    "reminders.follow_practice": _("asked to be reminded as the practice does"),
    "reminders.set_own": _("changed when they are reminded"),
    "reminders.set_practice": _("changed when the practice reminds people"),
    "request.accept": _("confirmed a session that was asked for"),
    "request.decline": _("declined a time that was asked for"),
    "request.lapse": _("a request for a time ran out"),
    "request.make": _("asked for a time"),
    "request.withdraw": _("took a request for a time back"),
    "second_factor.added": _("set up a second step for signing in"),
    "second_factor.removed": _("removed a second step for signing in"),
    "second_factor.reset": _("made new recovery codes"),
    "series.book": _("booked a series of sessions"),
    "series.cancel": _("cancelled sessions of a series"),
    "series.move": _("moved sessions of a series"),
    "service.invite": _("invited to a service"),
    "service.offer": _("offered a new service"),
    "service.restore": _("offered a service again"),
    "service.retire": _("retired a service"),
    "service.revise": _("changed a service"),
    "service.withdraw_invitation": _("took an invitation to a service back"),
    "session.agree_next": _("agreed on the next session"),
    "session.close": _("closed a session that had been left open"),
    "session.differ": _("said that the words to compare differed, so the call stopped"),
    "session.end": _("ended a session"),
    "session.join": _("came into the session"),
    "session.leave": _("left the session"),
    "set_aside.bring_in": _("brought unsaved words back into a note"),
    "set_aside.let_go": _("let unsaved words go"),
    "shared.read": _("read what was shared"),
    "summary.send": _("sent a session summary"),
    "summary.write": _("wrote in a session summary"),
    "summary.read": _("read a session summary"),
    "time_off.add": _("added time off"),
    "time_off.remove": _("removed time off"),
    "waitlist.booked": _("found a time and waits no more"),
    "waitlist.change": _("changed which times suit on the waitlist"),
    "waitlist.decline": _("let a time from the waitlist go"),
    "waitlist.end": _("ended waiting together with the care"),
    "waitlist.join": _("joined a waitlist"),
    "waitlist.lapse": _("an offered time ran out"),
    "waitlist.leave": _("left a waitlist"),
    "waitlist.offer": _("a free time was offered from the waitlist"),
    "waitlist.over": _("the last day that suited on a waitlist passed"),
    "waitlist.return": _("took their place on a waitlist back"),
    "waitlist.take": _("took a time from the waitlist"),
    "waitlist.withdraw": _("took a time back that was offered from the waitlist"),
    "transcript.agree": _("agreed to keep what is written in a session"),
    "transcript.erase": _("closed a session in writing, and what was written was erased"),
    "transcript.keep": _("closed a session in writing, and what was written was kept"),
    # As it was written before there was one verb for all that is kept: a trail only grows.
    "transcript.read": _("read what was written in a session"),
    "transcript.take_back": _("took back that what is written in a session is kept"),
    "waiting.admit": _("opened the room"),
    "waiting.ask": _("asked for a little patience"),
    "waiting.enter": _("came into the waiting room"),
    "writing.agree": _("agreed to keep what was written in a session"),
    "writing.keep": _("kept what was written in a session"),
    "writing.read": _("read what was kept of the writing and drawing in a session"),
}

# A therapist's own reflections are theirs alone; that they exist is nobody else's to know. Their
# agenda is a plan, and its ticks would fill a patient's pages with nothing.
THERAPISTS_OWN = ("private_note.", "agenda.")


def deed(verb: str) -> str | Promise:
    """The verb in words; an unknown one as it is written in the trail."""
    return DEEDS.get(verb, verb.replace(".", ": ").replace("_", " "))


@dataclass(frozen=True, slots=True)
class Seen:
    """The same deed of one person on one day: the last time, and how often."""

    who: User | None
    verb: str
    last_at: datetime
    times: int

    @property
    def words(self) -> str | Promise:
        return deed(self.verb)


def about_care_of(patient: User, *, all_deeds: bool) -> QuerySet[AuditEntry]:
    """What was done with this patient's cares, newest first.

    Without `all_deeds`, only what others have read. A therapist's private notes are left out.
    """
    keys = [str(pk) for pk in Care.objects.filter(patient=patient).values_list("pk", flat=True)]
    entries = (
        AuditEntry.objects.filter(care_key__in=keys)
        .exclude(reduce(or_, (Q(verb__startswith=own) for own in THERAPISTS_OWN)))
        .select_related("actor")
        .order_by("-id")
    )
    if all_deeds:
        return entries
    return entries.filter(verb__endswith=".read").exclude(actor=patient)


def by_day(entries: Iterable[AuditEntry]) -> list[tuple[date, list[Seen]]]:
    """Entries of one day by one person with one verb become one line. Days in the reader's zone."""
    days: dict[date, dict[tuple[object, str], list[AuditEntry]]] = {}
    for entry in entries:
        lines = days.setdefault(timezone.localtime(entry.at).date(), {})
        lines.setdefault((entry.actor_id, entry.verb), []).append(entry)
    return [(day, [*_seen(lines.values())]) for day, lines in days.items()]


def _seen(lines: Iterable[list[AuditEntry]]) -> Iterator[Seen]:
    for line in lines:
        newest = max(line, key=lambda entry: entry.pk)
        yield Seen(newest.actor, newest.verb, newest.at, len(line))


REPEATED_WITHIN = timedelta(minutes=1)


def folded(entries: Iterable[AuditEntry]) -> list[list[AuditEntry]]:
    """Entries that differ in nothing but their time, one right after the other within a minute,
    come together. None is left out, and their order stays.
    """
    lines: list[list[AuditEntry]] = []
    for entry in entries:
        if lines and _repeats(lines[-1][0], entry):
            lines[-1].append(entry)
        else:
            lines.append([entry])
    return lines


def _repeats(one: AuditEntry, other: AuditEntry) -> bool:
    same = ("actor_id", "verb", "row_label", "row_key", "care_key", "origin", "detail")
    return abs(one.at - other.at) <= REPEATED_WITHIN and all(
        getattr(one, name) == getattr(other, name) for name in same
    )


def patients_of(entries: Iterable[AuditEntry]) -> dict[str, User]:
    """Whom each entry about a care is about, by its care's key. One query.

    What is a therapist's own names nobody: about whom they reflect is theirs to know.
    """
    keys = {
        entry.care_key
        for entry in entries
        if entry.care_key and not entry.verb.startswith(THERAPISTS_OWN)
    }
    cares = Care.objects.filter(pk__in=keys).select_related("patient")
    return {str(care.pk): care.patient for care in cares}


def about(entry: AuditEntry, patients: Mapping[str, User]) -> User | None:
    """Whom this entry is about, where that is somebody else than who did it."""
    patient = patients.get(entry.care_key)
    is_own = patient is None or patient.pk == entry.actor_id
    return None if is_own or entry.verb.startswith(THERAPISTS_OWN) else patient


def _begins(who: str) -> Q:
    """Elena and Anna-Elena for "elena", and not Helena."""
    names = [
        Q(**{f"{field}__{how}": before + who})
        for field in ("full_name", "preferred_name")
        for how, before in (("istartswith", ""), ("icontains", " "), ("icontains", "-"))
    ]
    address = [
        Q(email__istartswith=who),
        *(Q(email__icontains=before + who) for before in (".", "-", "_", "@")),
    ]
    return reduce(or_, [*names, *address])


def _did_or_is_meant(who: str) -> Q:
    """What they did, and what was done in a care of theirs as a patient. What is a therapist's own
    is not found by the patient: about whom they reflect is theirs to know."""
    people = [*User.objects.filter(_begins(who)).values_list("pk", flat=True)]
    cares = Care.objects.filter(patient__in=people).values_list("pk", flat=True)
    is_own = reduce(or_, (Q(verb__startswith=own) for own in THERAPISTS_OWN))
    return Q(actor__in=people) | (Q(care_key__in=[str(pk) for pk in cares]) & ~is_own)


def search(
    *, who: str = "", verb: str = "", since: datetime | None = None, until: datetime | None = None
) -> QuerySet[AuditEntry]:
    """The trail for an admin: by how the name or address, or a word in it, begins of who did it or
    whom it is about; by verb (or its first word), and by time."""
    entries = AuditEntry.objects.select_related("actor").order_by("-id")
    if who:
        entries = entries.filter(_did_or_is_meant(who))
    if verb:
        entries = entries.filter(Q(verb=verb) | Q(verb__startswith=f"{verb}."))
    if since:
        entries = entries.filter(at__gte=since)
    if until:
        entries = entries.filter(at__lt=until)
    return entries
