"""Progress notes: save, sign, add. Who may, who may not, and what stays when it fails."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from people.actions import hand_over
from people.errors import Refused
from people.models import Care, User
from privacy.models import AuditEntry
from scheduling.models import Appointment
from sessions.actions.notes import add_to_note, save_note, sign_note
from sessions.actions.set_aside import bring_in, let_go
from sessions.drafting import Verdict
from sessions.models import Addendum, ProgressNote, SetAside
from sessions.writing import sessions_to_write
from tests.sessions.writing import Window, hold_session, signed_note

STRANGERS = ["nadia", "bruno", "ines", "mallory", "alice"]


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def sign(note: ProgressNote, **told: Any) -> ProgressNote:
    wanted = {"actor": note.author, "revision": note.revision, "at": timezone.now()}
    return sign_note(note=note, **{**wanted, **told})


# --- saving -------------------------------------------------------------------------------------


def test_a_draft_is_kept_as_it_is_typed(held: Appointment) -> None:
    window = Window()
    window.write(held, text="Came late.")
    window.write(held, text="Came late.  \nTired.")
    note = ProgressNote.objects.get()
    assert (note.texts, note.revision) == ({"text": "Came late.  \nTired."}, 2)
    assert (note.author, note.care, note.is_signed) == (held.therapist, held.care, False)


def test_one_window_is_written_into_the_audit_trail_once(held: Appointment) -> None:
    window = Window()
    for words in ("a", "ab", "abc"):
        window.write(held, text=words)
    assert verbs() == ["note.write"]


def test_an_empty_page_begins_no_note(held: Appointment) -> None:
    Window().write(held, text=" \n")
    assert not ProgressNote.objects.exists()


def test_sections_of_another_format_are_not_kept(held: Appointment) -> None:
    Window().write(held, "dap", data="x", subjective="sneaked in")
    assert set(ProgressNote.objects.get().texts) == {"data", "assessment", "plan"}


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_writes(name: str, held: Appointment, request: pytest.FixtureRequest) -> None:
    with pytest.raises((Http404, PermissionDenied)):
        save_note(
            actor=request.getfixturevalue(name),
            appointment=held,
            format="free",
            texts={"text": "not mine to write"},
            stamp=Window().stamp(),
            at=timezone.now(),
        )
    assert not ProgressNote.objects.exists()
    assert verbs() == []


# --- two windows --------------------------------------------------------------------------------


def test_an_older_window_overwrites_nothing_and_loses_nothing(held: Appointment) -> None:
    old, new = Window(), Window()
    new.write(held, text="the newer text")
    saving = old.write(held, text="from the older window")
    assert saving.verdict is Verdict.ELSEWHERE
    assert ProgressNote.objects.get().texts == {"text": "the newer text"}
    aside = SetAside.objects.get()
    assert (aside.texts, aside.author) == ({"text": "from the older window"}, held.therapist)


def test_the_latest_words_of_an_older_window_are_kept_once(held: Appointment) -> None:
    old, new = Window(), Window()
    new.write(held, text="newer")
    for words in ("b", "be", "before"):
        old.write(held, text=words)
    assert [aside.texts for aside in SetAside.objects.all()] == [{"text": "before"}]


def test_bringing_in_appends_by_section(held: Appointment) -> None:
    Window().write(held, "soap", subjective="told", plan="next")
    Window().write(held, "dap", data="more", plan="and then")
    bring_in(actor=held.therapist, aside=SetAside.objects.get(), at=timezone.now())
    note = ProgressNote.objects.get()
    assert note.texts["subjective"] == "told\n\nData:\nmore"
    assert note.texts["plan"] == "next\n\nand then"
    assert not SetAside.objects.exists()


def test_after_bringing_in_open_windows_are_older_ones(held: Appointment) -> None:
    window = Window()
    window.saw(window.write(held, text="first"))
    Window().write(held, text="second")
    bring_in(actor=held.therapist, aside=SetAside.objects.get(), at=timezone.now())
    assert window.write(held, text="overwrites?").verdict is Verdict.ELSEWHERE
    assert ProgressNote.objects.get().texts == {"text": "first\n\nsecond"}


def test_words_that_are_there_already_are_not_doubled(held: Appointment) -> None:
    Window().write(held, text="one two three")
    Window().write(held, text="one two")
    bring_in(actor=held.therapist, aside=SetAside.objects.get(), at=timezone.now())
    assert ProgressNote.objects.get().texts == {"text": "one two three"}


def test_letting_go_forgets(held: Appointment) -> None:
    Window().write(held, text="kept")
    Window().write(held, text="forgotten")
    let_go(actor=held.therapist, aside=SetAside.objects.get())
    assert ProgressNote.objects.get().texts == {"text": "kept"}
    assert not SetAside.objects.exists()


def test_what_is_typed_after_signing_becomes_an_addendum(held: Appointment) -> None:
    window = Window()
    sign(window.write(held, text="signed words").draft)
    assert window.write(held, text="an afterthought").verdict is Verdict.ELSEWHERE
    bring_in(actor=held.therapist, aside=SetAside.objects.get(), at=timezone.now())
    assert ProgressNote.objects.get().texts == {"text": "signed words"}
    assert Addendum.objects.get().text == "an afterthought"


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_decides(name: str, held: Appointment, request: pytest.FixtureRequest) -> None:
    Window().write(held, text="newer")
    Window().write(held, text="older")
    with pytest.raises((Http404, PermissionDenied)):
        bring_in(
            actor=request.getfixturevalue(name), aside=SetAside.objects.get(), at=timezone.now()
        )
    assert SetAside.objects.count() == 1


# --- signing ------------------------------------------------------------------------------------


def test_signing_locks_and_seals(held: Appointment) -> None:
    note = sign(Window().write(held, text="as it was").draft)
    assert (note.signed_by, note.is_signed, note.is_intact) == (held.therapist, True, True)
    entry = AuditEntry.objects.get(verb="note.sign")
    assert entry.detail == {"seal": note.seal}
    assert entry.row_key == str(note.pk)


def test_only_what_was_read_is_signed(held: Appointment) -> None:
    window = Window()
    note = window.write(held, text="as it was read").draft
    read = note.revision
    window.write(held, text="as it was read, but not this")
    with pytest.raises(Refused, match="read it once more"):
        sign(note, revision=read)
    assert not ProgressNote.objects.get().is_signed
    assert "note.sign" not in verbs()


def test_nothing_is_signed_while_words_wait(held: Appointment) -> None:
    note = Window().write(held, text="newer").draft
    Window().write(held, text="older")
    with pytest.raises(Refused, match="set aside"):
        sign(note)


def test_an_erased_note_is_not_signed(held: Appointment) -> None:
    window = Window()
    window.write(held, text="something")
    note = window.write(held, text="").draft
    with pytest.raises(Refused, match="nothing to sign"):
        sign(note)


def test_a_note_is_signed_once(held: Appointment) -> None:
    note = signed_note(held)
    with pytest.raises(Refused, match="already"):
        sign(note)


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_signs(name: str, held: Appointment, request: pytest.FixtureRequest) -> None:
    note = Window().write(held, text="mine").draft
    with pytest.raises((Http404, PermissionDenied)):
        sign(note, actor=request.getfixturevalue(name))
    assert not ProgressNote.objects.get().is_signed


# --- adding -------------------------------------------------------------------------------------


def test_adding_leaves_the_note_as_it_was(held: Appointment) -> None:
    note = signed_note(held, "as it was")
    added = add_to_note(actor=held.therapist, note=note, text=" later ", at=timezone.now())
    assert (added.text, added.is_intact) == ("later", True)
    assert ProgressNote.objects.get().is_intact


def test_a_button_pressed_twice_adds_once(held: Appointment) -> None:
    note, now = signed_note(held), timezone.now()
    for after in (timedelta(), timedelta(seconds=2), timedelta(minutes=5)):
        add_to_note(actor=held.therapist, note=note, text="later", at=now + after)
    assert [added.added_at for added in note.addenda.all()] == [now, now + timedelta(minutes=5)]


def test_a_draft_is_not_added_to(held: Appointment) -> None:
    note = Window().write(held, text="still a draft").draft
    with pytest.raises(Refused, match="still a draft"):
        add_to_note(actor=held.therapist, note=note, text="more", at=timezone.now())


def test_nothing_is_not_added(held: Appointment) -> None:
    note = signed_note(held)
    with pytest.raises(Refused):
        add_to_note(actor=held.therapist, note=note, text=" ", at=timezone.now())
    assert not Addendum.objects.exists()


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_else_adds(name: str, held: Appointment, request: pytest.FixtureRequest) -> None:
    note = signed_note(held)
    with pytest.raises((Http404, PermissionDenied)):
        add_to_note(actor=request.getfixturevalue(name), note=note, text="x", at=timezone.now())
    assert not Addendum.objects.exists()


def test_a_therapist_who_took_over_reads_but_does_not_write(
    held: Appointment, nadia: User, ines: User, care: Care
) -> None:
    note = signed_note(held)
    hand_over(care=care, to=nadia, by=ines)
    with pytest.raises(PermissionDenied):
        add_to_note(actor=nadia, note=note, text="x", at=timezone.now())


# --- for the homes ------------------------------------------------------------------------------


def test_drafts_wait_for_their_author_alone(
    held: Appointment, tariq: User, nadia: User, nadias_care: Care
) -> None:
    Window().write(held, text="a draft")
    Window().write(hold_session(nadias_care), text="hers")
    assert [note.care.patient for note in ProgressNote.objects.unsigned_by(tariq)] == [held.patient]
    signed_note(hold_session(nadias_care, ago=timedelta(days=1)))
    assert ProgressNote.objects.unsigned_by(nadia).count() == 1


def test_sessions_to_write_are_those_that_took_place(
    held: Appointment, appointment: Appointment, tariq: User, nadia: User
) -> None:
    assert [session.appointment for session in sessions_to_write(tariq)] == [held]
    assert not sessions_to_write(nadia)
    Window().write(held, text="begun")
    assert not sessions_to_write(tariq)
