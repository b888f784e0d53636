"""What an echo is told when it starts, handed from the settings to its process."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass

VARIABLE = "ATTUNE_ECHO_PLAN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Where the echo listens, what it bears, and where browsers find it.

    `peers` at once and `seconds` for each are its caps. With an `address` that one is announced
    instead of the machine's own; `ports` are the first and last UDP port, or 0 and 0 for any.
    """

    socket: str
    key: str
    peers: int
    seconds: int
    address: str
    first_port: int
    last_port: int

    def environment(self) -> dict[str, str]:
        """The plan as a variable for the echo's process: a command line could be read by all."""
        return {VARIABLE: json.dumps(asdict(self))}

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Plan":
        """The plan this process was given; KeyError without one."""
        return cls(**json.loads(environment[VARIABLE]))
