"""What one person may ask of the room's sockets: sizes, rates, how many, for how long."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from channels.layers import get_channel_layer

from people.models import User
from scheduling.models import Appointment
from sessions.models import Seat
from sessions.room import consumer as room_consumer
from sessions.room import limits, protocol
from sessions.room.limits import Backlog, Person
from sessions.room.protocol import Close
from sessions.room.throttle import Throttle
from sessions.room.wire import MAX_BYTES
from tests.sessions import traces
from tests.sessions.conftest import OpenPage, Page, db
from tests.sessions.test_room_table import ELSEWHERE

pytestmark = pytest.mark.django_db(transaction=True)

NOT_THERE = protocol.Restart(to=ELSEWHERE)


@pytest.fixture(autouse=True)
def no_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 600)


def slow(monkeypatch: pytest.MonkeyPatch, *, patience: float) -> None:
    """Five messages at once, then two a second."""
    monkeypatch.setattr(
        limits, "Throttle", lambda **_limits: Throttle(rate=2, burst=5, patience=patience)
    )


BAD = {
    "not JSON": ("{", Close.MALFORMED),
    "a list": ("[]", Close.MALFORMED),
    "no type": ('{"to":"x"}', Close.MALFORMED),
    "a type that is a number": ('{"type":1}', Close.MALFORMED),
    "an unknown type": ('{"type":"room.changed"}', Close.UNKNOWN_TYPE),
    "a server's type": ('{"type":"ended"}', Close.UNKNOWN_TYPE),
    "a field too many": (f'{{"type":"restart","to":"{ELSEWHERE}","seat":"x"}}', Close.MALFORMED),
    "a field too few": ('{"type":"restart"}', Close.MALFORMED),
    "a number for a truth": ('{"type":"media_state","mic":1,"camera":true}', Close.MALFORMED),
    "not a number": ('{"type":"heartbeat","seq":NaN,"visible":true}', Close.MALFORMED),
    "a negative number": ('{"type":"heartbeat","seq":-1,"visible":true}', Close.MALFORMED),
    "a deep nest": ("[" * 20_000, Close.MALFORMED),
    "a second hello": ('{"type":"hello","version":1,"resume":"","last_seq":0}', Close.FORBIDDEN),
    "what only a therapist says": ('{"type":"end"}', Close.FORBIDDEN),
    "64 KiB and one": (json.dumps({"type": "x" * (MAX_BYTES - 12)}) + " ", Close.TOO_LARGE),
    "64 KiB and one in two-byte letters": ("é" * (MAX_BYTES // 2) + "!", Close.TOO_LARGE),
}


async def test_a_wrong_message_closes_with_its_name_and_changes_nothing(
    open_page: OpenPage, alice: User, tariq: User, bruno: User, nadias_appointment: Appointment
) -> None:
    therapist = await open_page(tariq)
    await therapist.greet()
    await (await open_page(bruno, into=nadias_appointment)).greet()
    got = {}
    for name, (text, _code) in BAD.items():
        page = await open_page(alice)
        await page.greet()
        await quiet(therapist)
        before = await db(traces.rows), traces.layer()
        await page.say_text(text)
        got[name] = await page.closed()
        await quiet(therapist)
        after = await db(traces.rows), traces.layer()
        assert after[0] == before[0], name
        if before[1] and after[1]:
            # The page's own two groups may be gone with its socket, and no more.
            assert after[1][0] <= before[1][0]
            assert after[1][1] == before[1][1]
        await page.drop()
    assert got == {name: code for name, (_text, code) in BAD.items()}


async def quiet(page: Page) -> None:
    """When everything that was said to this page before has been dealt with."""
    await page.say(NOT_THERE)
    await page.hear_a(protocol.Refused)


async def test_the_largest_message_passes(open_page: OpenPage, tariq: User) -> None:
    page = await open_page(tariq)
    await page.greet()
    await page.say(protocol.Description(to=ELSEWHERE, kind="offer", sdp="x" * 40_000))
    await page.hear_a(protocol.Refused)


async def test_a_flood_delays_neither_the_other_in_the_room_nor_another_room(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    bruno: User,
    nadia: User,
    nadias_appointment: Appointment,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the others say is through long before the flood would be."""
    slow(monkeypatch, patience=600)
    flooder, other = await open_page(alice), await open_page(tariq)
    await flooder.greet()
    await other.greet()
    await other.say(protocol.Admit())
    await flooder.hear_a(protocol.Admitted)
    theirs = (
        await open_page(bruno, into=nadias_appointment),
        await open_page(nadia, into=nadias_appointment),
    )
    brunos = (await theirs[0].greet()).seat
    await theirs[1].greet()
    await theirs[1].say(protocol.Admit())
    await theirs[1].hear_peer(seat=brunos)
    for _ in range(60):  # half a minute's worth
        await flooder.say(NOT_THERE)
    async with asyncio.timeout(10):
        await quiet(other)
        await theirs[1].say(protocol.Restart(to=brunos))
        await theirs[0].hear_a(protocol.PeerRestart)
    answered = 0
    while flooder.socket.output_queue.qsize():
        event = flooder.socket.output_queue.get_nowait()
        answered += event["type"] == "websocket.send" and "refused" in event["text"]
    assert answered < 60


async def test_many_tabs_are_one_sender(
    open_page: OpenPage,
    alice: User,
    tariq: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Five messages at once, which each of them alone keeps to, are for all of them together."""
    slow(monkeypatch, patience=1)
    other = await open_page(tariq)
    await other.greet()
    tabs = []
    for _ in range(6):
        tabs.append(await open_page(alice))
        await tabs[-1].say(protocol.Hello(version=1, resume="", last_seq=0))
        for _ in range(3):
            await tabs[-1].say(protocol.Heartbeat(seq=0, visible=True))
    assert await tabs[-1].closed() == Close.FLOOD
    await quiet(other)


async def test_a_person_has_so_many_sockets_and_no_more(
    open_page: OpenPage, alice: User, tariq: User
) -> None:
    pages = [await open_page(alice) for _ in range(limits.MOST_SOCKETS)]
    assert await (await open_page(alice)).closed() == Close.FLOOD
    await (await open_page(tariq)).greet()
    await pages[0].drop()
    await (await open_page(alice)).greet()


async def test_one_seat_has_one_socket_the_last(open_page: OpenPage, tariq: User) -> None:
    pages = [await open_page(tariq)]
    token = (await pages[0].greet()).resume
    for _ in range(3):
        pages.append(await open_page(tariq))
        await pages[-1].greet(resume=token)
    for page in pages[:-1]:
        assert await page.closed() == Close.REPLACED
    await quiet(pages[-1])
    assert await db(Seat.objects.count) == 1


async def test_a_socket_that_hears_of_nothing_steps_back_all_the_same(
    open_page: OpenPage, tariq: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing gets through on the layer; its regular look sees that another has its seat."""

    async def lost(group: str, message: object) -> None:
        pass

    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.2)
    ghost = await open_page(tariq)
    monkeypatch.setattr(get_channel_layer(), "group_send", lost, raising=False)
    token = (await ghost.greet()).resume
    after = await open_page(tariq)
    await after.greet(resume=token)
    await ghost.say(protocol.Heartbeat(seq=0, visible=True))
    assert await ghost.closed() == Close.REPLACED
    for _ in range(3):
        await after.hear_a(protocol.Pulse)
        await after.say(protocol.Heartbeat(seq=0, visible=True))


async def test_a_socket_grows_old_and_its_page_comes_back(
    open_page: OpenPage, tariq: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await open_page(tariq)
    welcome = await page.greet()
    await page.drop()
    monkeypatch.setattr(room_consumer, "PULSE_SECONDS", 0.1)
    old = await open_page(tariq)
    await old.greet(resume=welcome.resume)
    with monkeypatch.context() as short:
        short.setattr(room_consumer, "LIFE_SECONDS", 0.3)
        code = await old.closed()
    assert code == room_consumer.LOST_LINE
    assert code not in set(Close), "the page would stay away"
    assert (await (await open_page(tariq)).greet(resume=welcome.resume)).seat == welcome.seat


# What waits in memory


def said(text: str) -> dict[str, Any]:
    return {"type": "websocket.receive", "text": text}


@pytest.mark.parametrize(
    ("text", "most"),
    [("{}", limits.MOST_WAITING), ("x" * MAX_BYTES, limits.MOST_BYTES_WAITING // MAX_BYTES)],
)
async def test_what_waits_is_bounded_and_the_end_is_always_heard(text: str, most: int) -> None:
    coming: list[dict[str, Any]] = [said(text)] * 1_000 + [{"type": "websocket.disconnect"}]
    floods = 0

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop(0)
        return await asyncio.Future()

    async def overflow() -> None:
        nonlocal floods
        floods += 1

    backlog = Backlog(receive, overflow=overflow)
    taken = 0
    while (await backlog())["type"] != "websocket.disconnect":
        taken += 1
    await backlog.stop()
    assert (taken, floods) == (most, 1)


async def test_a_page_that_sends_without_end_is_shut_out_at_once(
    open_page: OpenPage, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(monkeypatch, patience=600)
    page = await open_page(alice)
    await page.greet()
    for _ in range(2 * limits.MOST_WAITING):
        await page.say(protocol.Heartbeat(seq=0, visible=True))
    assert await page.closed() == Close.FLOOD


def test_who_floods_and_comes_back_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    forget: Callable[[], None] = Person._known.clear
    forget()
    pk, other = Seat().pk, Seat().pk
    person = Person.coming(pk, now=0)
    assert person.takes_in("a socket")
    person.lets_go("a socket")
    assert Person.coming(pk, now=limits.REMEMBERED) is person
    Person.coming(other, now=3 * limits.REMEMBERED)
    assert Person.coming(pk, now=3 * limits.REMEMBERED) is not person
    forget()
