"""The shared page is kept by two people, mark for mark, or not at all; and is shown again."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.errors import Refused
from people.models import User
from people.trail import DEEDS
from privacy.models import AuditEntry
from sessions import actions, drawing_kept
from sessions.actions import keeping
from sessions.models import KeptDrawing, KeptWriting, Session
from tests.sessions.keeping import Keeping, digest
from tests.sessions.writing import SECRET

ClientFor = Callable[[User | None], Client]

ROOM_JS = Path(__file__).parents[2] / "static" / "js" / "room"
NOTE = SECRET[: drawing_kept.LONGEST_NOTE]
LINE = ["line", "therapist", "blue", [120, 300, 124, 306]]
DRAWING = json.dumps([LINE, ["note", "patient", 1, NOTE]])
KEEPING = Keeping(keeping.DRAWING, DRAWING)
agree, keep = KEEPING.agree, KEEPING.keep


def test_one_agrees_the_other_brings_it_and_both_see_it(
    session: Session, alice: User, tariq: User, client_for: ClientFor
) -> None:
    address = reverse("sessions:keep", args=[session.appointment_id])
    for person, fields in ((tariq, {"digest": digest(DRAWING)}), (alice, {"text": DRAWING})):
        answer = client_for(person).post(address, {"what": "drawing", **fields})
        assert answer.status_code == 204
    kept = reverse("sessions:kept", args=[session.appointment_id])
    after = reverse("sessions:after", args=[session.appointment_id])
    for person in (alice, tariq):
        client = client_for(person)
        assert kept in client.get(after).content.decode()
        page = client.get(kept).content.decode()
        assert '<polyline points="120 300 124 306"' in page
        assert 'aria-label="The shared page, with 1 line drawn on it"' in page
        assert page.count(NOTE) == 2, "in the picture, and in the list for who listens"
        assert "style=" not in page
        assert AuditEntry.objects.filter(verb="writing.read", actor_id=person.pk).exists()
    verbs = AuditEntry.objects.filter(verb__startswith="drawing.").values_list("verb", flat=True)
    assert list(verbs) == ["drawing.agree", "drawing.keep"]
    assert set(verbs) <= DEEDS.keys()
    assert not KeptWriting.objects.exists()


def test_what_is_written_on_it_is_words_and_nothing_else(
    session: Session, alice: User, tariq: User, client_for: ClientFor
) -> None:
    text = json.dumps([["note", "patient", 0, "<script>"]])
    agree(tariq, session, text)
    keep(alice, session, text)
    page = client_for(alice).get(reverse("sessions:kept", args=[session.appointment_id]))
    assert page.content.decode().count("&lt;script&gt;") == 2


def test_the_database_holds_neither_marks_nor_sum_in_clear(
    session: Session, alice: User, tariq: User
) -> None:
    agree(tariq, session)
    assert KeptDrawing.objects.get().text == "", "nothing is here before both agreed"
    keep(alice, session)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {KeptDrawing._meta.db_table}")
        clear = str(cursor.fetchall())
    for secret in (NOTE, "120, 300", digest(DRAWING)):
        assert secret not in clear


@pytest.mark.parametrize(
    "marks",
    [
        "words",
        "{}",
        "[]",
        "[" * 20_000,
        json.dumps([LINE] * (drawing_kept.MAX_MARKS + 1)),
        json.dumps([["line", "admin", "blue", [1, 2]]]),
        json.dumps([["note", "patient", 0, "half a \ud800"]]),
        json.dumps([["line", "patient", "pink", [1, 2]]]),
        json.dumps([["line", "patient", "blue", []]]),
        json.dumps([["line", "patient", "blue", [1]]]),
        json.dumps([["line", "patient", "blue", [1, -2]]]),
        json.dumps([["line", "patient", "blue", [1, 1_001]]]),
        json.dumps([["line", "patient", "blue", [1, True]]]),
        json.dumps([["line", "patient", "blue", ["1", '2"/><script>']]]),
        json.dumps([["line", "patient", "blue", [1, 2] * 2_001]]),
        json.dumps([["note", "patient", 9, "words"]]),
        json.dumps([["note", "patient", True, "words"]]),
        json.dumps([["note", "patient", -1, "words"]]),
        json.dumps([["note", "patient", 1, ""]]),
        json.dumps([["note", "patient", 1, "a" * (drawing_kept.LONGEST_NOTE + 1)]]),
        json.dumps([["note", "patient", 1, "words", 1]]),
        json.dumps([["line", "patient", "blue", [100, 200] * 2_000]] * 40),
    ],
)
def test_what_is_not_a_page_of_two_people_is_refused(
    marks: str, session: Session, alice: User, tariq: User
) -> None:
    agree(tariq, session, marks)
    with pytest.raises(Refused, match="drew"):
        keep(alice, session, marks)
    assert not KeptDrawing.objects.whole().exists()


def test_other_marks_and_one_persons_wish_are_refused(
    session: Session, alice: User, tariq: User
) -> None:
    agree(tariq, session)
    with pytest.raises(Refused, match="not agreed"):
        keep(alice, session, DRAWING.replace("124", "125"))
    with pytest.raises(Refused, match="not agreed"):
        keep(tariq, session)
    assert not KeptDrawing.objects.whole().exists()


def test_agreeing_to_words_is_not_agreeing_to_a_drawing(
    session: Session, alice: User, tariq: User
) -> None:
    keeping.agree_to_keep(
        actor=tariq,
        session=session,
        kind=keeping.WRITING,
        digest=digest(DRAWING),
        at=timezone.now(),
    )
    with pytest.raises(Refused, match="not agreed"):
        keep(alice, session)


def test_a_closed_room_keeps_no_drawing(session: Session, alice: User, tariq: User) -> None:
    agree(tariq, session)
    actions.end_session(actor=tariq, session=session, at=timezone.now())
    with pytest.raises(Refused, match="closed"):
        keep(alice, session)


def test_strangers_keep_and_see_no_drawing(
    session: Session, alice: User, tariq: User, nadia: User, ines: User, client_for: ClientFor
) -> None:
    agree(tariq, session)
    keep(alice, session)
    for stranger in (nadia, ines):
        with pytest.raises((PermissionDenied, Http404)):
            agree(stranger, session)
        with pytest.raises((PermissionDenied, Http404)):
            keep(stranger, session)
        kept = reverse("sessions:kept", args=[session.appointment_id])
        assert client_for(stranger).get(kept).status_code == 404


def test_a_page_that_asks_for_nothing_known_is_told_so(
    session: Session, alice: User, client_for: ClientFor
) -> None:
    address = reverse("sessions:keep", args=[session.appointment_id])
    for fields in ({}, {"what": "recording"}):
        answer = client_for(alice).post(address, {"digest": digest(DRAWING), **fields})
        assert answer.status_code == 400


def test_notes_of_one_place_stand_under_each_other() -> None:
    told = [["note", "patient", place, "a"] for place in (0, 4, 0, 8)]
    notes = drawing_kept.read(json.dumps(told)).notes
    assert [(one.x, one.y, one.anchor) for one in notes] == [
        (24, 48, "start"),
        (500, 298, "middle"),
        (24, 94, "start"),
        (976, 548, "end"),
    ]


def test_a_dot_is_a_line_from_itself_to_itself() -> None:
    told = [["line", "patient", "red", [5, 6]]]
    assert drawing_kept.read(json.dumps(told)).lines[0].points == "5 6 5 6"


def test_the_page_and_the_server_draw_with_the_same_inks_and_limits() -> None:
    view = (ROOM_JS / "board_view.js").read_text()
    assert dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', view)) == drawing_kept.COLOURS
    assert "[1_000, 750]" in view
    board = (ROOM_JS / "board.js").read_text()
    assert "MOST_MARKS = 1_000;" in board
    assert "LONGEST_LINE = 4_000;" in board
    assert "MOST_LETTERS = 500_000;" in (ROOM_JS / "keeping.js").read_text()
