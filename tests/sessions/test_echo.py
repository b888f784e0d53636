"""The echo: what is sent comes back, its caps hold, and nobody is left behind."""

import asyncio
import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sessions.echo import talk
from sessions.echo.load import Load
from sessions.echo.mirror import fitting
from sessions.echo.plan import VARIABLE
from sessions.echo.reach import PortsLoop, announced, without_candidates
from sessions.echo.serve import Echo
from tests.sessions.echoing import KEY, PATIENCE, Large, Visitor, ask, running_echo


async def arrive(echo: Echo, visitor: Visitor) -> None:
    told = await ask(echo.plan, ask="meet", sdp=await visitor.offer())
    await visitor.take(str(told["sdp"]))


async def nobody_is_left(echo: Echo) -> None:
    async def look() -> None:
        while echo.visits:
            await asyncio.sleep(0.02)

    await asyncio.wait_for(look(), PATIENCE)


async def test_a_picture_and_a_voice_come_back_and_the_line_can_be_measured(
    tmp_path: Path,
) -> None:
    async with running_echo(tmp_path) as echo:
        visitor = Visitor(Large())
        words: asyncio.Queue[bytes | str] = asyncio.Queue()
        visitor.channel.on("message", words.put_nowait)
        await arrive(echo, visitor)

        picture = await visitor.see()
        assert (picture.width, picture.height) == (852, 480)
        while await visitor.hear() < 5_000:  # until the tone is there
            pass
        assert (await ask(echo.plan, ask="counts")) == {"peers": 1, "of": 2}

        async def word() -> bytes | str:
            return await asyncio.wait_for(words.get(), PATIENCE)

        visitor.channel.send("ping 1")
        assert await word() == "ping 1"
        for _ in range(50):
            visitor.channel.send(bytes(1_000))
        visitor.channel.send("count")
        told = json.loads(str(await word()))
        assert told["bytes"] == 50_000
        assert told["ms"] >= 0
        visitor.channel.send("fill")
        came = 0
        while isinstance(piece := await word(), bytes):
            came += len(piece)
        assert piece == "filled"
        assert came > 20_000

        await visitor.peer.close()
        await nobody_is_left(echo)


async def test_more_than_its_peers_are_told_that_it_is_busy(tmp_path: Path) -> None:
    async with running_echo(tmp_path, peers=1) as echo:
        first, second = Visitor(), Visitor()
        await arrive(echo, first)
        refused = await ask(echo.plan, ask="meet", sdp=await second.offer())
        assert refused == {"refused": "busy"}
        await first.see()
        await first.peer.close()
        await nobody_is_left(echo)
        await arrive(echo, second)
        await second.see()
        await second.peer.close()


async def test_somebody_has_one_echo_at_a_time(tmp_path: Path) -> None:
    async with running_echo(tmp_path, peers=1) as echo:
        for _ in range(3):
            visitor = Visitor()
            told = await ask(echo.plan, ask="meet", sdp=await visitor.offer(), who="alice")
            assert "sdp" in told
            await visitor.peer.close()
        assert len(echo.visits) == 1


async def test_it_ends_after_its_seconds(tmp_path: Path) -> None:
    async with running_echo(tmp_path, seconds=1) as echo:
        visitor = Visitor()
        await arrive(echo, visitor)
        await nobody_is_left(echo)
        await asyncio.wait_for(visitor.gone.wait(), PATIENCE)
        await visitor.peer.close()


async def test_a_place_is_not_kept_for_a_browser_that_never_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.echo.visit.CONNECT_WITHIN", 0.2)
    async with running_echo(tmp_path) as echo:
        visitor = Visitor()
        told = await ask(echo.plan, ask="meet", sdp=await visitor.offer())
        assert "sdp" in told
        await nobody_is_left(echo)
        await visitor.peer.close()


async def test_what_is_no_offer_is_refused_and_takes_no_place(tmp_path: Path) -> None:
    async with running_echo(tmp_path, peers=1) as echo:
        for nonsense in ("", "v=0", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 0\r\n", "\0" * 500):
            assert await ask(echo.plan, ask="meet", sdp=nonsense) == {"refused": "bad_offer"}
        await nobody_is_left(echo)
        assert await ask(echo.plan, ask="dance") == {"refused": "malformed"}
        assert await ask(echo.plan, ask="counts", key="guessed") == {"refused": "wrong_key"}


async def test_nothing_is_written_down_but_counts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="attune.echo")
    async with running_echo(tmp_path) as echo:
        visitor = Visitor()
        await arrive(echo, visitor)
        await visitor.see()
        await visitor.peer.close()
        await nobody_is_left(echo)
    told = [record.getMessage() for record in caplog.records if record.name == "attune.echo"]
    assert told == ["listening; at most 2 at once, 60 s each", "1 of 2 here", "0 of 2 here"]


async def test_its_door_is_our_users_alone_and_goes_with_it(tmp_path: Path) -> None:
    door = tmp_path / "echo.sock"
    async with running_echo(tmp_path):
        assert stat.S_IMODE(door.stat().st_mode) == 0o600
        with pytest.raises(OSError, match="another echo listens"):
            async with running_echo(tmp_path):
                pass
    assert not door.exists()


def test_an_offer_says_nothing_of_where_its_browser_is() -> None:
    offer = (
        "v=0\r\na=ice-ufrag:abcd\r\n"
        "a=candidate:1 1 udp 2113937151 0f6b4f5c.local 54321 typ host\r\n"
        "a=candidate:2 1 udp 2113937151 10.0.0.1 22 typ host\r\na=end-of-candidates\r\n"
    )
    assert without_candidates(offer) == "v=0\r\na=ice-ufrag:abcd\r\n"


def test_an_answer_names_the_address_that_the_world_sees() -> None:
    answer = (
        "v=0\r\na=candidate:f 1 udp 2130706431 172.18.0.4 49700 typ host\r\n"
        "a=candidate:g 1 udp 2130706431 fd00::4 49700 typ host\r\na=end-of-candidates\r\n"
    )
    assert announced(answer, address="") == answer
    assert announced(answer, address="198.51.100.20").splitlines() == [
        "v=0",
        "a=candidate:f 1 udp 2130706431 198.51.100.20 49700 typ host",
        "a=end-of-candidates",
    ]


def test_it_keeps_to_its_ports_and_says_when_they_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def bind() -> asyncio.DatagramTransport:
        loop = asyncio.get_running_loop()
        transport, _protocol = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
        )
        return transport

    async def bind_three_times() -> None:
        free = await bind()
        port = free.get_extra_info("sockname")[1]
        free.close()
        await asyncio.sleep(0)
        monkeypatch.setattr(PortsLoop, "first_port", port)
        monkeypatch.setattr(PortsLoop, "last_port", port)
        one = await bind()
        assert one.get_extra_info("sockname")[1] == port
        with pytest.raises(OSError, match="range is taken"):
            await bind()
        one.close()

    with asyncio.Runner(loop_factory=PortsLoop) as runner:
        runner.run(bind_three_times())


@pytest.mark.parametrize(
    ("came", "goes"),
    [
        ((640, 480), (640, 480)),
        ((1280, 720), (852, 480)),
        ((720, 1280), (480, 852)),
        ((320, 240), (320, 240)),
        ((4000, 100), (854, 20)),
    ],
)
def test_pictures_are_made_smaller_and_never_larger(
    came: tuple[int, int], goes: tuple[int, int]
) -> None:
    assert fitting(*came) == goes


def test_a_word_that_is_none_of_ours_is_dropped() -> None:
    class Deaf:
        readyState = "open"
        bufferedAmount = 0

        def send(self, data: bytes | str) -> None:
            raise AssertionError(data)

    load = Load(Deaf())
    for word in ("hello", "ping" + "x" * 100, "", "filled"):
        load.hear(word)


def test_a_line_is_a_question_with_the_key_or_nothing() -> None:
    assert talk.parse(talk.line(key=KEY, ask="counts"), key=KEY) == talk.Counts()
    whole = talk.line(key=KEY, ask="meet", sdp="v=0", who="w")
    assert talk.parse(whole, key=KEY) == talk.Meet("v=0", who="w")
    wrong = [
        talk.line(key=KEY, ask="meet", sdp=3, who="w"),
        talk.line(key=KEY, ask="meet", sdp="v=0"),
    ]
    for said in (b"", b"[]", b"{}", b"null", b"\xff", *wrong):
        with pytest.raises(talk.Misheard):
            talk.parse(said, key=KEY)


def test_an_idle_echo_has_no_django_in_it() -> None:
    """It would take twice the memory."""
    look = "import sys, sessions.echo.serve; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert VARIABLE not in os.environ


async def test_written_words_come_back_and_nothing_else_does(tmp_path: Path) -> None:
    async with running_echo(tmp_path) as echo:
        visitor = Visitor(channel=("aside", 0))
        words: asyncio.Queue[bytes | str] = asyncio.Queue()
        visitor.channel.on("message", words.put_nowait)
        told = await ask(echo.plan, ask="meet", sdp=await visitor.offer(), talks=True)
        await visitor.take(str(told["sdp"]))
        await visitor.see()
        for said in ("{", "[]", '{"type": "words"}', '{"type": "chat", "text": "Hello"}'):
            visitor.channel.send(said)
        came = await asyncio.wait_for(words.get(), PATIENCE)
        assert came == '{"type": "chat", "text": "Hello"}'
        await visitor.peer.close()
        await nobody_is_left(echo)
