"""Session summaries: drafted unseen, sent as read, corrected without hiding what was said."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions.actions.summary import send_summary, write_summary
from sessions.drafting import Stamp, Verdict
from sessions.models import Summary, SummaryVersion
from tests.sessions.writing import SECRET, Window, hold_session, sent_summary

ClientFor = Callable[[User | None], Client]


def write(meeting: Appointment, text: str, *, window: Window | None = None) -> Summary:
    return write_summary(
        actor=meeting.therapist,
        appointment=meeting,
        text=text,
        stamp=(window or Window()).stamp(),
        at=timezone.now(),
    ).draft


def correct(summary: Summary, text: str) -> SummaryVersion:
    meeting = summary.session.appointment
    stamp = Stamp(summary.revision, Window().page, 1)
    changed = write_summary(
        actor=meeting.therapist, appointment=meeting, text=text, stamp=stamp, at=timezone.now()
    ).draft
    return send(changed)


def send(summary: Summary) -> SummaryVersion:
    return send_summary(
        actor=summary.author, summary=summary, revision=summary.revision, at=timezone.now()
    )


def page(client: Client, meeting: Appointment) -> str:
    return client.get(reverse("sessions:summary", args=[meeting.pk])).content.decode()


def test_the_patient_sees_nothing_of_a_draft(held: Appointment, client_for: ClientFor) -> None:
    write(held, SECRET)
    seen = page(client_for(held.patient), held)
    assert SECRET not in seen
    assert "No summary yet" in seen
    assert not Notice.objects.exists()


def test_the_patient_reads_what_was_sent(held: Appointment, client_for: ClientFor) -> None:
    sent_summary(held, SECRET)
    assert SECRET in page(client_for(held.patient), held)
    assert AuditEntry.objects.filter(verb="summary.read", actor_id=held.patient.pk).exists()


def test_after_sending_changes_are_unseen_until_sent_again(
    held: Appointment, client_for: ClientFor
) -> None:
    summary = sent_summary(held, "as first sent")
    write(held, "", window=Window(summary.revision))
    assert "as first sent" in page(client_for(held.patient), held)


def test_a_correction_keeps_what_was_said_before(held: Appointment, client_for: ClientFor) -> None:
    correct(sent_summary(held, "with a mistake"), "without the mistake")
    summary = Summary.objects.get()
    assert summary.latest is not None
    assert summary.latest.text == "without the mistake"
    assert [version.text for version in summary.earlier] == ["with a mistake"]
    assert all(version.is_intact for version in summary.versions.all())
    seen = page(client_for(held.patient), held)
    assert seen.index("without the mistake") < seen.index("with a mistake")


def test_the_same_is_not_sent_twice(held: Appointment) -> None:
    summary = sent_summary(held)
    with pytest.raises(Refused, match="sent already"):
        send(summary)
    assert SummaryVersion.objects.count() == 1
    assert Notice.objects.count() == 1


def test_nothing_is_not_sent(held: Appointment) -> None:
    window = Window()
    write(held, "something", window=window)
    with pytest.raises(Refused, match="nothing to send"):
        send(write(held, " ", window=window))
    assert not SummaryVersion.objects.exists()


def test_only_what_was_previewed_is_sent(held: Appointment) -> None:
    window = Window()
    previewed = write(held, "as previewed", window=window)
    write(held, "as previewed, and more", window=window)
    with pytest.raises(Refused, match="read it once more"):
        send(previewed)
    assert not Notice.objects.exists()


def test_two_windows_lose_nothing(held: Appointment) -> None:
    write(held, "newer")
    saving = write_summary(
        actor=held.therapist,
        appointment=held,
        text="older",
        stamp=Window().stamp(),
        at=timezone.now(),
    )
    assert saving.verdict is Verdict.ELSEWHERE
    with pytest.raises(Refused, match="set aside"):
        send(Summary.objects.get())


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory", "alice"])
def test_nobody_else_writes_or_sends(
    name: str, held: Appointment, request: pytest.FixtureRequest
) -> None:
    stranger = request.getfixturevalue(name)
    summary = write(held, "hers to send")
    with pytest.raises((Http404, PermissionDenied)):
        write_summary(
            actor=stranger,
            appointment=held,
            text="not theirs",
            stamp=Window().stamp(),
            at=timezone.now(),
        )
    with pytest.raises((Http404, PermissionDenied)):
        send_summary(actor=stranger, summary=summary, revision=summary.revision, at=timezone.now())
    assert Summary.objects.get().text == "hers to send"
    assert not SummaryVersion.objects.exists()


def test_the_latest_for_a_patient_is_of_their_latest_session(
    held: Appointment, care: Care, alice: User, bruno: User
) -> None:
    assert Summary.objects.latest_for(alice) is None
    newer = sent_summary(held)
    sent_summary(hold_session(care, ago=timedelta(days=7)))
    write(hold_session(care, ago=timedelta(minutes=70)), "a draft of a later one")
    assert Summary.objects.latest_for(alice) == newer
    assert Summary.objects.latest_for(bruno) is None


def test_writing_previewing_and_sending_by_hand(held: Appointment, client_for: ClientFor) -> None:
    """Without any script, from the empty page to the letter."""
    client = client_for(held.therapist)
    address = reverse("sessions:summary", args=[held.pk])
    response = client.post(address, {**Window().fields(text=SECRET), "send": "yes"})
    preview = response["Location"]
    assert preview == reverse("sessions:send_summary", args=[held.pk])
    shown = client.get(preview)
    assert SECRET in shown.content.decode()
    revision = shown.context["summary"].revision
    assert client.post(preview, {"revision": revision}).status_code == 302
    assert Notice.objects.get().kind == "summary_arrived"
    refused = client.post(preview, {"revision": revision})
    assert refused.status_code == 409
    assert "sent already" in refused.content.decode()
