from sessions.actions.checks import Opening, Tried, record_device_check, record_opening_check
from sessions.actions.ending import end_session
from sessions.actions.opening import door, hours, session_of
from sessions.actions.seats import join, leave
from sessions.actions.waiting import admit, ask_to_wait, enter_waiting

__all__ = [
    "Opening",
    "Tried",
    "admit",
    "ask_to_wait",
    "door",
    "end_session",
    "enter_waiting",
    "hours",
    "join",
    "leave",
    "record_device_check",
    "record_opening_check",
    "session_of",
]
