"""What many sockets ask at once is asked of the database once, and each has its own answer."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people import idle
from people.models import User
from sessions.actions.seats import Beat, beat_all, join
from sessions.actions.signalling import Post, keep_letters
from sessions.actions.waiting import admit, ask_to_wait
from sessions.models import Attendance, Seat, SeatSignal, WaitingEntry
from sessions.room.post import Letter
from sessions.room.protocol import Close
from sessions.room.sight import Looker, look, look_for_all
from sessions.room.together import Together
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.scheduling.world import make_appointment

ClientFor = Callable[[User | None], Client]
HURRY, LEISURE = 0.01, 600.0


class Desk:
    """Answers with twice the number, and remembers what it was asked together."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, *, many: Sequence[int], at: datetime) -> list[int]:
        self.asked.append(list(many))
        if 13 in many:
            raise ValueError("nobody may say 13")
        return [2 * number for number in many]


async def test_whoever_is_in_a_hurry_takes_everybody_along() -> None:
    desk = Desk()
    together = Together(desk)
    answers: Sequence[int] = await asyncio.gather(
        together.ask(1, within=LEISURE),
        together.ask(2, within=HURRY),
        together.ask(3, within=LEISURE),
    )
    assert list(answers) == [2, 4, 6]
    assert desk.asked == [[1, 2, 3]]


async def test_no_more_at_once_than_keeps_the_loop_for_a_moment() -> None:
    desk = Desk()
    together = Together(desk, most=2)
    answers = await asyncio.gather(*(together.ask(n, within=HURRY) for n in range(5)))
    assert answers == [0, 2, 4, 6, 8]
    assert sorted(desk.asked) == [[0, 1], [2, 3], [4]]


async def test_what_is_wrong_with_one_question_hurts_nobody_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    together = Together(Desk())
    answers = await asyncio.gather(
        *(together.ask(n, within=HURRY) for n in (12, 13, 14)), return_exceptions=True
    )
    assert isinstance(answers.pop(1), ValueError)
    assert answers == [24, 28]
    assert "3 asked together and failed: ValueError" in caplog.text


async def test_nobody_is_asked_for_who_has_gone() -> None:
    desk = Desk()
    together = Together(desk)
    gone = asyncio.create_task(together.ask(1, within=LEISURE))
    stays = asyncio.create_task(together.ask(2, within=LEISURE))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    together.go()
    assert await stays == 4
    assert desk.asked == [[2]]


# The three that are asked so


def make_rooms(count: int, client_for: ClientFor, *, begin: int = 0) -> list[tuple[Seat, str]]:
    """Rooms of two who have met, and the sign-in of each."""
    taken = []
    for number in range(begin, begin + count):
        patient = make_patient(f"patient.{number}@example.com", "Alice Moreau")
        therapist = make_therapist(
            f"therapist.{number}@example.com",
            "Tariq Haddad",
            slug=f"therapist-{number}",
            zone="Europe/Berlin",
            needs=["sleep"],
        )
        booked = make_appointment(
            open_active_care(patient, therapist), timezone.now() - timedelta(minutes=5)
        )
        at = timezone.now()
        for person in (patient, therapist):
            key = client_for(person).session.session_key
            assert key
            taken.append((join(actor=person, appointment=booked, at=at), key))
        if number % 2:
            admit(actor=therapist, session=taken[-1][0].session, at=at)
        else:
            ask_to_wait(actor=therapist, session=taken[-1][0].session, words="Soon", at=at)
    return taken


def queries(question: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        question()
    return len(asked)


@pytest.fixture
def rooms(db: None, client_for: ClientFor) -> list[tuple[Seat, str]]:
    return make_rooms(6, client_for)


def lookers(rooms: list[tuple[Seat, str]]) -> list[Looker]:
    return [Looker(seat.pk, key, seat.socket) for seat, key in rooms]


def test_a_look_for_many_costs_what_it_costs_for_one_room(rooms: list[tuple[Seat, str]]) -> None:
    """Sign-ins have not been touched for a while here, so that this is in it, too."""

    def cost(count: int) -> int:
        with_at = timezone.now() + 2 * idle.PRECISION
        SignIn.objects.update(expire_date=with_at + timedelta(hours=1))
        return queries(lambda: look_for_all(many=lookers(rooms[:count]), at=with_at))

    assert cost(2) == cost(12) <= 8


def test_each_sees_what_they_would_see_alone(rooms: list[tuple[Seat, str]]) -> None:
    suspended, key = rooms[3]
    User.objects.filter(pk=suspended.person_id).update(is_active=False)
    rooms[0] = (rooms[0][0], "no such sign-in")
    at = timezone.now()
    together = look_for_all(many=lookers(rooms), at=at)
    for sight, (seat, key) in zip(together, rooms, strict=True):
        alone = look(looker=Looker(seat.pk, key, seat.socket), at=at)
        assert (sight.seat, sight.close, sight.state, sight.newest) == (
            alone.seat,
            alone.close,
            alone.state,
            alone.newest,
        )
    shown_out = {Close.SIGNED_OUT: {0, 3}}
    for close, places in shown_out.items():
        assert {n for n, sight in enumerate(together) if sight.close == close} == places
    assert len({sight.state.peer and sight.state.peer.seat for sight in together}) == len(rooms)


def test_nobody_sees_by_the_sign_in_of_somebody_else(rooms: list[tuple[Seat, str]]) -> None:
    (alices, _), (tariqs, key) = rooms[:2]
    sights = look_for_all(many=lookers([(alices, key), (tariqs, key)]), at=timezone.now())
    assert [sight.close for sight in sights] == [Close.SIGNED_OUT, None]


def test_a_seat_that_is_gone_is_an_error_of_its_own(rooms: list[tuple[Seat, str]]) -> None:
    with pytest.raises(Seat.DoesNotExist):
        look_for_all(many=[*lookers(rooms), Looker(uuid4(), "x", "")], at=timezone.now())


def post(sender: Seat, to: Seat, *, writer: str = "w", begin: int = 1, count: int = 2) -> Post:
    letters = [
        Letter(to=to.pk, writer=writer, n=n, text='{"seq":0}') for n in range(begin, begin + count)
    ]
    return Post(sender=sender, letters=letters)


def test_letters_of_many_are_kept_at_the_price_of_one(rooms: list[tuple[Seat, str]]) -> None:
    seats = [seat for seat, _key in rooms]
    pairs = [*zip(seats[::2], seats[1::2], strict=True), *zip(seats[1::2], seats[::2], strict=True)]

    def cost(count: int, begin: int) -> int:
        posts = [post(sender, to, begin=begin) for sender, to in pairs[:count]]
        answers: list[bool] = []
        asked = queries(lambda: answers.extend(keep_letters(many=posts, at=timezone.now())))
        assert answers == [True] * count
        return asked

    assert cost(1, begin=1) == cost(12, begin=3) <= 9
    for number, (_sender, to) in enumerate(pairs):
        kept = list(SeatSignal.objects.filter(seat=to).values_list("seq", flat=True))
        assert kept == list(range(1, 5 if number == 0 else 3))
    to.refresh_from_db()
    assert (to.last_seq, to.writer, to.n) == (2, "w", 4)


def test_a_letter_to_the_wrong_room_stops_no_other(rooms: list[tuple[Seat, str]]) -> None:
    seats = [seat for seat, _key in rooms]
    kept = keep_letters(
        many=[
            post(seats[0], seats[1]),
            post(seats[0], seats[3]),
            post(seats[2], seats[2]),
            post(seats[3], seats[2]),
            post(seats[0], seats[1], begin=3),
        ],
        at=timezone.now(),
    )
    assert kept == [True, False, False, True, True]
    assert sorted(SeatSignal.objects.values_list("seat", "seq")) == sorted(
        [*((seats[1].pk, seq) for seq in (1, 2, 3, 4)), *((seats[2].pk, seq) for seq in (1, 2))]
    )


def test_heartbeats_of_many_are_noted_at_the_price_of_one_room(
    rooms: list[tuple[Seat, str]],
) -> None:
    seats = [seat for seat, _key in rooms]
    keep_letters(many=[post(seats[0], seats[1]), post(seats[4], seats[5])], at=timezone.now())

    def cost(count: int, at: datetime) -> int:
        beats = [
            Beat(seat=seat, seq=1, visible=number % 4 == 0, at=at)
            for number, seat in enumerate(seats[:count])
        ]
        return queries(lambda: beat_all(many=beats, at=at))

    later = timezone.now() + timedelta(minutes=1)
    assert cost(2, later) == cost(12, later + timedelta(minutes=1)) <= 8
    assert set(Seat.objects.values_list("last_seen_at", flat=True)) == {
        later + timedelta(minutes=1)
    }
    assert [entry.visible for entry in WaitingEntry.objects.order_by("arrived_at")] == [
        True,
        False,
    ] * 3
    assert set(SeatSignal.objects.values_list("seat", "seq")) == {
        (seats[1].pk, 2),
        (seats[5].pk, 2),
    }
    assert all(one.last_seen_at > later for one in Attendance.objects.all())


def test_a_heartbeat_on_its_way_brings_nobody_back_who_left_meanwhile(
    rooms: list[tuple[Seat, str]],
) -> None:
    (left, _), (away, _) = rooms[:2]
    heard = timezone.now()
    Seat.objects.filter(pk=left.pk).update(left_at=heard + timedelta(milliseconds=100))
    Seat.objects.filter(pk=away.pk).update(left_at=heard - timedelta(minutes=1))
    beats = [Beat(seat=seat, seq=0, visible=True, at=heard) for seat in (left, away)]
    beat_all(many=beats, at=heard + timedelta(milliseconds=250))
    assert list(Seat.objects.filter(pk__in=[left.pk, away.pk], left_at=None)) == [away]


def test_what_a_request_wrote_into_a_session_meanwhile_stays(
    client_for: ClientFor, alice: User
) -> None:
    client = client_for(alice)
    key = client.session.session_key
    assert key
    at = timezone.now() + 2 * idle.PRECISION
    read = idle.stored([key], at=at)
    session = client.session
    session["chosen"] = "by the page"
    session.save()
    assert idle.touch_all(list(read.values()), at=at) == {key}
    assert client.session["chosen"] == "by the page"
