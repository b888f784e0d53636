"""The pure parts of the room: what is news, who is present, who may say what, floods, relays."""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from sessions.room import protocol
from sessions.room.authority import may_send
from sessions.room.protocol import Admitted, Ended, Peer, PeerState, ServerMessage, WaitingState
from sessions.room.state import AWAY_AFTER, GONE_AFTER, RoomState, news, presence
from sessions.room.throttle import Throttle
from sessions.room.turn import GOOD_FOR, ice_servers

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SEAT = UUID("0b7c9a34-6f0e-4c55-8d3c-9a55d7f0e001")

presences = st.sampled_from(["here", "away", "gone", "left"])
peers = st.builds(
    PeerState,
    seat=st.uuids().map(str),
    name=st.just("Alice"),
    role=st.just("patient"),
    presence=presences,
    mic=st.booleans(),
    camera=st.booleans(),
    receives=st.sampled_from(["all", "less", "sound", "nothing"]),
)
waitings = st.builds(
    WaitingState, name=st.just("Alice"), since=st.just(NOW.isoformat()), presence=presences
)
# A session goes on: who was let in or came stays so, and an end has no way back.
before_and_after = st.tuples(
    st.builds(
        RoomState,
        admitted=st.booleans(),
        ended=st.booleans(),
        peer=st.none() | peers,
        waiting=st.none() | waitings,
    ),
    st.builds(
        RoomState,
        admitted=st.booleans(),
        ended=st.booleans(),
        peer=st.none() | peers,
        waiting=st.none() | waitings,
    ),
).filter(
    lambda two: (
        two[0].admitted <= two[1].admitted
        and two[0].ended <= two[1].ended
        and (two[0].peer is None or two[1].peer is not None)
        and (two[0].waiting is None or two[1].waiting is not None or two[1].admitted)
    )
)


def page_after(state: RoomState, told: list[ServerMessage]) -> RoomState:
    """What a page knows after these messages, as call.js keeps it."""
    for message in told:
        match message:
            case Admitted():
                state = replace(state, admitted=True, waiting=None)
            case protocol.Waiting(waiting=waiting):
                state = replace(state, waiting=waiting)
            case Peer(peer=peer):
                state = replace(state, peer=peer)
            case Ended():
                state = replace(state, ended=True)
    return state


@given(before_and_after)
def test_the_news_bring_a_page_from_before_to_after(two: tuple[RoomState, RoomState]) -> None:
    before, after = (replace(one, waiting=None) if one.admitted else one for one in two)
    assert page_after(before, news(before, after)) == after


@given(before_and_after)
def test_nothing_new_is_nothing_said(two: tuple[RoomState, RoomState]) -> None:
    assert news(two[1], two[1]) == []


@given(st.timedeltas(timedelta(0), timedelta(hours=5)), st.booleans())
def test_silence_is_never_leaving(silence: timedelta, visible: bool) -> None:
    told = presence(last_seen_at=NOW - silence, left_at=None, visible=visible, at=NOW)
    if silence > GONE_AFTER:
        assert told == "gone"
    elif silence > AWAY_AFTER or not visible:
        assert told == "away"
    else:
        assert told == "here"
    assert presence(last_seen_at=NOW, left_at=NOW, visible=visible, at=NOW) == "left"


def test_a_patient_never_leads() -> None:
    for message in (protocol.Admit(), protocol.End()):
        assert not may_send(message, role="patient")
        assert may_send(message, role="therapist")


def test_a_burst_is_free_then_the_sender_waits() -> None:
    throttle = Throttle(rate=10, burst=5, patience=1)
    assert [throttle.delay(0.0) for _ in range(5)] == [0.0] * 5
    assert throttle.delay(0.0) > 0
    assert throttle.delay(10.0) == 0


@given(st.lists(st.floats(min_value=0.1, max_value=5), max_size=200))
def test_who_keeps_to_the_rate_is_never_slowed(gaps: list[float]) -> None:
    throttle = Throttle(rate=10, burst=2, patience=1)
    at = 0.0
    for gap in gaps:
        assert throttle.delay(at) == 0
        at += gap
    assert not throttle.is_flooded


def test_a_flood_runs_out_of_patience() -> None:
    throttle = Throttle(rate=10, burst=5, patience=1)
    at = 0.0
    for _ in range(60):
        at += throttle.delay(at)
    assert throttle.is_flooded


def test_relay_credentials_are_coturns_time_limited_ones(settings: Settings) -> None:
    settings.TURN_URLS = ["turn:turn.example.org:3478?transport=udp"]
    settings.TURN_SECRET = "shared"
    (server,) = ice_servers(seat=SEAT, at=NOW)
    expires, _colon, name = server.username.partition(":")
    assert (int(expires), name) == (int((NOW + GOOD_FOR).timestamp()), str(SEAT))
    mac = hmac.new(b"shared", server.username.encode(), hashlib.sha1).digest()
    assert server.credential == base64.b64encode(mac).decode()


def test_no_relay_where_none_is_set_up(settings: Settings) -> None:
    settings.TURN_URLS = []
    assert ice_servers(seat=SEAT, at=NOW) == []
