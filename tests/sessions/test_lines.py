"""What a line bears and what would help: rules without a database."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.browsers import browser_of, system_of
from sessions.lines import Bears, Line, bears, best, changes, verdict
from sessions.models import Browser, Change, DeviceState, System, Verdict

GOOD = Line(
    way="direct",
    connected=True,
    round_trip_ms=40,
    jitter_up_ms=5,
    jitter_down_ms=8,
    loss_up=0,
    loss_down=2,
    up_kbit=1800,
    down_kbit=2000,
)
NO_WAY = Line(way="direct", connected=False)
WORKS: dict[str, Any] = {
    "camera": DeviceState.WORKS,
    "microphone": DeviceState.WORKS,
    "speaker": DeviceState.WORKS,
}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (GOOD, Bears.VIDEO),
        (replace(GOOD, round_trip_ms=500, loss_up=50, jitter_up_ms=80, up_kbit=300), Bears.VIDEO),
        (replace(GOOD, round_trip_ms=501), Bears.SOUND),
        (replace(GOOD, loss_down=51), Bears.SOUND),
        (replace(GOOD, jitter_down_ms=81), Bears.SOUND),
        (replace(GOOD, down_kbit=299), Bears.SOUND),
        (replace(GOOD, up_kbit=39), Bears.NOTHING),
        (replace(GOOD, loss_up=201), Bears.NOTHING),
        (replace(GOOD, round_trip_ms=1201), Bears.NOTHING),
        (NO_WAY, Bears.NOTHING),
        (Line(way="relay", connected=True), Bears.VIDEO),
    ],
)
def test_what_a_line_bears(line: Line, told: Bears) -> None:
    assert bears(line) == told


def test_the_best_way_counts_and_none_tried_is_no_answer() -> None:
    assert best([NO_WAY, replace(GOOD, way="relay")]) == Bears.VIDEO
    assert best([]) is None


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ([], Verdict.VIDEO),
        ([GOOD], Verdict.VIDEO),
        ([replace(GOOD, up_kbit=100)], Verdict.SOUND),
        ([NO_WAY], Verdict.PHONE),
        ([NO_WAY, replace(GOOD, way="relay")], Verdict.VIDEO),
        ([replace(GOOD, loss_down=400)], Verdict.PHONE),
    ],
)
def test_a_line_takes_away_and_never_adds(lines: list[Line], ends: Verdict) -> None:
    assert verdict(**WORKS, lines=lines) == ends
    assert verdict(**{**WORKS, "microphone": DeviceState.SILENT}, lines=lines) == Verdict.PHONE


figures = st.none() | st.integers(0, 3000)
any_line = st.builds(
    Line,
    way=st.just("direct"),
    connected=st.booleans(),
    round_trip_ms=figures,
    jitter_up_ms=figures,
    jitter_down_ms=figures,
    loss_up=figures,
    loss_down=figures,
    up_kbit=figures,
    down_kbit=figures,
)


@given(any_line, st.integers(0, 500))
def test_a_worse_line_never_bears_more(line: Line, by: int) -> None:
    if line.loss_up is not None:
        assert bears(replace(line, loss_up=line.loss_up + by)) <= bears(line)
    if line.up_kbit is not None:
        assert bears(replace(line, up_kbit=max(0, line.up_kbit - by))) <= bears(line)


@given(any_line, st.sampled_from(DeviceState), st.sampled_from(DeviceState))
def test_whoever_is_not_set_for_video_is_told_what_to_change(
    line: Line, camera: DeviceState, microphone: DeviceState
) -> None:
    devices: dict[str, Any] = {
        "camera": camera,
        "microphone": microphone,
        "speaker": DeviceState.WORKS,
    }
    if DeviceState.UNTRIED in (camera, microphone) or camera == DeviceState.SILENT:
        return
    is_set = verdict(**devices, lines=[line]) == Verdict.VIDEO
    assert bool(changes(**devices, lines=[line])) != is_set


@pytest.mark.parametrize(
    ("devices", "lines", "told"),
    [
        ({}, [GOOD], []),
        ({"camera": "refused", "microphone": "refused"}, [], [Change.ALLOW_BROWSER]),
        ({"camera": "system"}, [], [Change.ALLOW_SYSTEM]),
        ({"microphone": "silent", "speaker": "silent"}, [], [Change.UNMUTE, Change.TURN_UP]),
        ({"camera": "busy"}, [NO_WAY], [Change.CLOSE_OTHERS, Change.OTHER_NETWORK]),
        ({}, [replace(GOOD, loss_up=90)], [Change.CLOSER]),
        ({}, [replace(GOOD, up_kbit=90)], [Change.PAUSE_OTHERS]),
        ({}, [replace(GOOD, up_kbit=90), replace(GOOD, way="relay")], []),
    ],
)
def test_what_to_change(devices: dict[str, str], lines: list[Line], told: list[Change]) -> None:
    states: dict[str, Any] = {
        **WORKS,
        **{name: DeviceState(state) for name, state in devices.items()},
    }
    assert changes(**states, lines=lines) == told


def test_a_browser_that_makes_no_calls_is_all_there_is_to_change() -> None:
    states: dict[str, Any] = dict.fromkeys(WORKS, DeviceState.UNTRIED)
    assert changes(**states, can_call=False) == [Change.OTHER_BROWSER]


CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("told", "browser", "system"),
    [
        (CHROME, Browser.CHROME, System.WINDOWS),
        (f"{CHROME} Edg/140.0.0.0", Browser.EDGE, System.WINDOWS),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            Browser.FIREFOX,
            System.LINUX,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
            "Gecko) Version/18.5 Safari/605.1.15",
            Browser.SAFARI,
            System.MAC,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
            "CriOS/140.0 Mobile/15E148 Safari/604.1",
            Browser.CHROME,
            System.IOS,
        ),
        (
            "Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 "
            "Chrome/140.0 Mobile Safari/537.36",
            Browser.INSIDE,
            System.ANDROID,
        ),
        ("curl/8", Browser.OTHER, System.OTHER),
        ("", Browser.OTHER, System.OTHER),
    ],
)
def test_the_browser_is_known_by_what_it_says(told: str, browser: Browser, system: System) -> None:
    assert (browser_of(told), system_of(told)) == (browser, system)
