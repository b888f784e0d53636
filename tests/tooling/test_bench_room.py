"""What the benches of the room stand on: a line that is slow or cut, and what is made of times."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from bench.join import Times, figures_of
from bench.line import Line
from bench.networks import NoNetworks, two_networks
from bench.outage import is_good


@pytest.fixture
def echo() -> Iterator[int]:
    """A port that says back what it hears."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer(one: socket.socket) -> None:
            with one:
                while heard := one.recv(1024):
                    one.sendall(heard)

        def serve() -> None:
            while True:
                try:
                    one, _address = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(one,), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_slow_line_keeps_the_order_and_takes_its_time_both_ways(echo: int) -> None:
    with (
        Line(to=echo, delay=0.05) as line,
        socket.create_connection(("127.0.0.1", line.port)) as end,
    ):
        began = time.monotonic()
        for word in (b"one ", b"two ", b"three"):
            end.sendall(word)
        heard = b""
        while len(heard) < len(b"one two three"):
            heard += end.recv(1024)
        assert heard == b"one two three"
        assert time.monotonic() - began >= 0.1


def test_a_cut_line_breaks_what_is_there_and_lets_nothing_through_until_mended(echo: int) -> None:
    def answers() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", line.port), timeout=5) as end:
                end.sendall(b"?")
                return end.recv(1) == b"?"
        except ConnectionError:
            return False

    with Line(to=echo) as line, socket.create_connection(("127.0.0.1", line.port)) as end:
        end.sendall(b"?")
        assert end.recv(1) == b"?"
        line.cut()
        with suppress(ConnectionError):
            assert end.recv(1) == b""
        assert not answers()
        line.mend()
        assert answers()


def test_join_judges_the_middle_of_the_later_side() -> None:
    times = Times(
        room=[120, 100, 500], therapist=[90, 80, 70], patient=[120, 100, 500], floor=[100]
    )
    quick = Times(room=[50], therapist=[50], patient=[40], floor=[100])
    assert figures_of(times, quick, quick, cold=[700]) == {
        "join_cold_ms": "700",
        "join_vs_floor_25ms": "0.50",
        "admit_to_frame_ms": "120",
        "join_vs_floor_720p": "0.50",
        "join_vs_floor": "1.20",
    }


@pytest.mark.parametrize(
    ("gap", "rejoin", "good"),
    [("80", "2.9", True), ("83", "2.9", True), ("84", "2.9", False), ("80", "3.0", False)],
)
def test_an_outage_may_cost_one_picture_and_a_crash_three_seconds(
    gap: str, rejoin: str, good: bool
) -> None:
    figures = {"media_gap_uncut_ms": "50", "media_gap_ms": gap, "rejoin_s": rejoin}
    assert is_good(figures) is good


def test_where_no_networks_can_be_made_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda _name: "/sbin/ip")
    with pytest.raises(NoNetworks, match="needs root"), two_networks():
        pass
