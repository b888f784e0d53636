"""What a measured line bears, how somebody can best meet, and what would help. Pure rules.

Limits: speech stays natural up to 400 ms each way (ITU-T G.114) and understandable at 20 % loss
with Opus' forward error correction (RFC 7587, section 3.1.4); a small moving face takes about
300 kbit/s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from sessions.models.checks import Change, DeviceState, Verdict


class Bears(IntEnum):
    """What a line bears, the more the higher."""

    NOTHING = 0
    SOUND = 1
    VIDEO = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One way to the echo and back. Milliseconds, lost packets of a thousand, kbit/s.

    What could not be measured is None and speaks neither for nor against the line.
    """

    way: str
    connected: bool
    round_trip_ms: int | None = None
    jitter_up_ms: int | None = None
    jitter_down_ms: int | None = None
    loss_up: int | None = None
    loss_down: int | None = None
    up_kbit: int | None = None
    down_kbit: int | None = None


@dataclass(frozen=True, slots=True)
class _Limits:
    round_trip_ms: int
    jitter_ms: int
    loss: int
    kbit: int


_VIDEO = _Limits(round_trip_ms=500, jitter_ms=80, loss=50, kbit=300)
_SOUND = _Limits(round_trip_ms=1200, jitter_ms=400, loss=200, kbit=40)


def bears(line: Line) -> Bears:
    """What this line is good for."""
    if not line.connected:
        return Bears.NOTHING
    if _within(line, _VIDEO):
        return Bears.VIDEO
    return Bears.SOUND if _within(line, _SOUND) else Bears.NOTHING


def best(lines: Iterable[Line]) -> Bears | None:
    """What the best way bears, since the room takes it; None if none was tried."""
    return max(map(bears, lines), default=None)


def verdict(
    *,
    camera: DeviceState,
    microphone: DeviceState,
    speaker: DeviceState,
    lines: Sequence[Line] = (),
) -> Verdict:
    """How this person can best meet. A line that was not tried speaks against nothing."""
    line = best(lines)
    if microphone != DeviceState.WORKS or speaker != DeviceState.WORKS:
        return Verdict.PHONE
    if line is Bears.NOTHING:
        return Verdict.PHONE
    if camera != DeviceState.WORKS or line is Bears.SOUND:
        return Verdict.SOUND
    return Verdict.VIDEO


def changes(
    *,
    camera: DeviceState,
    microphone: DeviceState,
    speaker: DeviceState,
    lines: Sequence[Line] = (),
    can_call: bool = True,
) -> list[Change]:
    """What to change, the most important first; empty when all is well."""
    if not can_call:
        return [Change.OTHER_BROWSER]
    found: list[Change] = []
    for state, change in (
        (DeviceState.REFUSED, Change.ALLOW_BROWSER),
        (DeviceState.SYSTEM, Change.ALLOW_SYSTEM),
        (DeviceState.BUSY, Change.CLOSE_OTHERS),
    ):
        if state in (camera, microphone):
            found.append(change)
    if microphone == DeviceState.SILENT:
        found.append(Change.UNMUTE)
    if microphone == DeviceState.MISSING:
        found.append(Change.PLUG_IN_MICROPHONE)
    if speaker == DeviceState.SILENT:
        found.append(Change.TURN_UP)
    if camera == DeviceState.MISSING:
        found.append(Change.PLUG_IN_CAMERA)
    return [*found, *_changes_of_the_line(lines)]


def _changes_of_the_line(lines: Sequence[Line]) -> list[Change]:
    if best(lines) in (None, Bears.VIDEO):
        return []
    found = [line for line in lines if line.connected]
    if not found:
        return [Change.OTHER_NETWORK]
    line = max(found, key=bears)
    told = []
    if _any_over(_VIDEO.loss, line.loss_up, line.loss_down) or _any_over(
        _VIDEO.jitter_ms, line.jitter_up_ms, line.jitter_down_ms
    ):
        told.append(Change.CLOSER)
    if _any_under(_VIDEO.kbit, line.up_kbit, line.down_kbit) or _any_over(
        _VIDEO.round_trip_ms, line.round_trip_ms
    ):
        told.append(Change.PAUSE_OTHERS)
    return told


def _within(line: Line, limits: _Limits) -> bool:
    return not (
        _any_over(limits.round_trip_ms, line.round_trip_ms)
        or _any_over(limits.jitter_ms, line.jitter_up_ms, line.jitter_down_ms)
        or _any_over(limits.loss, line.loss_up, line.loss_down)
        or _any_under(limits.kbit, line.up_kbit, line.down_kbit)
    )


def _any_over(limit: int, *figures: int | None) -> bool:
    return any(figure is not None and figure > limit for figure in figures)


def _any_under(limit: int, *figures: int | None) -> bool:
    return any(figure is not None and figure < limit for figure in figures)
