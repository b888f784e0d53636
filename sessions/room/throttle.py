"""A flood slows its sender, and in the end shuts them out. Pure: the clock is passed in."""


class Throttle:
    """A bucket of tokens: ``burst`` at once, then ``rate`` a second."""

    def __init__(self, *, rate: float, burst: float, patience: float) -> None:
        self.rate = rate
        self.burst = burst
        self.patience = patience
        self._tokens = burst
        self._filled_at: float | None = None
        self._slowed = 0.0

    def delay(self, now: float) -> float:
        """Seconds to wait before taking the next message. Call once per message."""
        if self._filled_at is not None:
            self._tokens = min(self.burst, self._tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now
        self._tokens -= 1
        wait = max(0.0, -self._tokens / self.rate)
        self._slowed = self._slowed + wait if wait else 0.0
        return wait

    @property
    def is_flooded(self) -> bool:
        """Whether the sender has been slowed, without a pause, for longer than our patience."""
        return self._slowed > self.patience
