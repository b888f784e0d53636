from sessions.models.checks import DeviceCheck, DeviceState, OpeningCheck, Verdict
from sessions.models.meeting import Attendance, Session, SessionEnd
from sessions.models.seat import Seat, SeatSignal
from sessions.models.waiting import Admission, WaitingEntry

__all__ = [
    "Admission",
    "Attendance",
    "DeviceCheck",
    "DeviceState",
    "OpeningCheck",
    "Seat",
    "SeatSignal",
    "Session",
    "SessionEnd",
    "Verdict",
    "WaitingEntry",
]
