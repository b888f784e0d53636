"""The pages of progress notes, by hand and by their script."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from people.actions import hand_over
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions.drafting import Verdict
from sessions.models import ProgressNote, SetAside
from tests.sessions.writing import SECRET, Window, hold_session, signed_note

ClientFor = Callable[[User | None], Client]
AUTOSAVE = {"X-Requested-With": "autosave"}


def autosave(client: Client, meeting: Appointment, fields: Any) -> dict[str, Any]:
    response = client.post(reverse("sessions:note", args=[meeting.pk]), fields, headers=AUTOSAVE)
    assert response["Content-Type"] == "application/json"
    return response.json() | {"status": response.status_code}


def test_a_page_saves_itself(held: Appointment, client_for: ClientFor) -> None:
    client, window = client_for(held.therapist), Window()
    told = autosave(client, held, window.fields(format="free", text="Came late."))
    assert (told["status"], told["elsewhere"], told["revision"]) == (200, False, 1)
    assert ProgressNote.objects.get().texts == {"text": "Came late."}


def test_line_ends_are_kept_as_typed(held: Appointment, client_for: ClientFor) -> None:
    autosave(client_for(held.therapist), held, Window().fields(format="free", text="a\r\n\r\nb "))
    assert ProgressNote.objects.get().texts == {"text": "a\n\nb "}


def test_an_older_window_is_told_and_both_texts_are_shown(
    held: Appointment, client_for: ClientFor
) -> None:
    client = client_for(held.therapist)
    autosave(client, held, Window().fields(format="free", text="the newer text"))
    told = autosave(client, held, Window().fields(format="free", text="from an older window"))
    assert (told["status"], told["elsewhere"]) == (200, True)
    page = client.get(reverse("sessions:note", args=[held.pk])).content.decode()
    assert "the newer text" in page
    assert "from an older window" in page


def test_what_cannot_be_saved_is_told_in_a_sentence(
    held: Appointment, client_for: ClientFor
) -> None:
    told = autosave(
        client_for(held.therapist), held, Window().fields(format="free", text="x" * 50_001)
    )
    assert told["status"] == 400
    assert "50000" in told["sentence"]


def test_by_hand_from_the_empty_page_to_the_signature(
    held: Appointment, client_for: ClientFor
) -> None:
    client = client_for(held.therapist)
    editor = reverse("sessions:note", args=[held.pk])
    response = client.post(editor, {**Window().fields(format="free", text=SECRET), "sign": "yes"})
    last_look = response["Location"]
    assert last_look == reverse("sessions:sign_note", args=[held.pk])
    shown = client.get(last_look)
    assert SECRET in shown.content.decode()
    signed = client.post(last_look, {"revision": shown.context["note"].revision})
    page = client.get(signed["Location"]).content.decode()
    assert SECRET in page
    assert "signed on" in page
    assert client.get(editor)["Location"] == signed["Location"]


def test_signing_what_has_changed_since_shows_it_again(
    held: Appointment, client_for: ClientFor
) -> None:
    client, window = client_for(held.therapist), Window()
    window.write(held, text="as it was read")
    window.write(held, text="as it is now")
    response = client.post(reverse("sessions:sign_note", args=[held.pk]), {"revision": 1})
    assert response.status_code == 409
    assert "as it is now" in response.content.decode()


def test_another_format_by_hand_keeps_the_words(held: Appointment, client_for: ClientFor) -> None:
    client = client_for(held.therapist)
    fields = Window().fields(format="free", shape="soap", text="told\nPlan:\nnext")
    client.post(reverse("sessions:note", args=[held.pk]), fields)
    note = ProgressNote.objects.get()
    assert (note.format, note.texts["subjective"], note.texts["plan"]) == ("soap", "told", "next")


def test_another_format_in_the_panel_answers_with_the_new_editor(
    held: Appointment, client_for: ClientFor
) -> None:
    fields = Window().fields(format="free", shape="dap", text="told")
    response = client_for(held.therapist).post(
        reverse("sessions:note_panel", args=[held.pk]), fields
    )
    page = response.content.decode()
    assert "<html" not in page
    assert 'name="assessment"' in page
    assert ProgressNote.objects.get().texts["data"] == "told"


def test_a_new_note_has_the_format_of_the_last(
    held: Appointment, care: Care, client_for: ClientFor
) -> None:
    Window().write(hold_session(care, ago=timedelta(days=7)), "birp", behaviour="x")
    page = client_for(held.therapist).get(reverse("sessions:note", args=[held.pk]))
    assert page.context["form"].form.code == "birp"


def test_reading_a_signed_note_is_written_down(held: Appointment, client_for: ClientFor) -> None:
    note = signed_note(held)
    client_for(held.therapist).get(reverse("sessions:read_note", args=[note.care.pk, note.pk]))
    entry = AuditEntry.objects.get(verb="note.read")
    assert (entry.row_key, entry.actor_id) == (str(note.pk), held.therapist.pk)


def test_a_note_under_another_care_is_not_found(
    held: Appointment, nadias_care: Care, client_for: ClientFor
) -> None:
    note = signed_note(held)
    address = reverse("sessions:read_note", args=[nadias_care.pk, note.pk])
    assert client_for(held.therapist).get(address).status_code == 404


def test_a_therapist_who_takes_over_reads_what_was_signed_and_no_draft(
    held: Appointment, care: Care, nadia: User, ines: User, client_for: ClientFor
) -> None:
    signed = signed_note(held)
    draft = Window().write(hold_session(care, ago=timedelta(days=1)), text="unfinished").draft
    successor = hand_over(care=care, to=nadia, by=ines)
    client = client_for(nadia)

    def status(name: str, *arguments: Any) -> int:
        return client.get(reverse(f"sessions:{name}", args=arguments)).status_code

    listed = client.get(reverse("sessions:notes", args=[successor.pk])).content.decode()
    assert str(signed.pk) in listed
    assert "by Tariq Haddad" in listed
    assert status("read_note", care.pk, signed.pk) == 200
    assert status("read_note", care.pk, draft.pk) == 404
    assert status("note", held.pk) == 403
    assert status("summary", held.pk) == 200


def test_set_aside_words_of_somebody_else_do_not_exist(
    held: Appointment, nadia: User, client_for: ClientFor
) -> None:
    Window().write(held, text="newer")
    Window().write(held, text="older")
    aside = SetAside.objects.get()
    for name in ("bring_in", "let_go"):
        address = reverse(f"sessions:{name}", args=[aside.pk])
        assert client_for(nadia).post(address).status_code == 404
    assert SetAside.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_windows_that_save_at_the_same_moment_lose_nothing(care: Care) -> None:
    """One wins; every other text is set aside; no error."""
    meeting = hold_session(care)
    gate = threading.Barrier(6)
    verdicts: list[Verdict] = []

    def save(number: int) -> None:
        gate.wait()
        verdicts.append(Window(page=uuid4()).write(meeting, text=f"window {number}").verdict)
        connection.close()

    threads = [threading.Thread(target=save, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verdict.name for verdict in verdicts) == ["ELSEWHERE"] * 5 + ["NEWER"]
    texts = [ProgressNote.objects.get().texts["text"]]
    texts += [aside.texts["text"] for aside in SetAside.objects.all()]
    assert sorted(texts) == [f"window {number}" for number in range(6)]
