from sessions.models.agenda import SessionAgenda, UsualAgenda
from sessions.models.calling import CallNumber, Outcome, PhoneCall, PhoneMove
from sessions.models.checks import (
    Browser,
    Change,
    DeviceCheck,
    DeviceState,
    LineTrial,
    Network,
    OpeningCheck,
    System,
    Verdict,
    Way,
)
from sessions.models.drafts import SetAside
from sessions.models.feedback import SessionFeedback
from sessions.models.helping import HelpRequest
from sessions.models.kept import Kept, KeptDrawing, KeptWriting
from sessions.models.meeting import Attendance, Session, SessionEnd
from sessions.models.next_time import NextTime
from sessions.models.notes import Addendum, ProgressNote
from sessions.models.private_notes import PsychotherapyNote
from sessions.models.seat import Seat, SeatSignal
from sessions.models.summary import Summary, SummaryVersion
from sessions.models.text import ChatLine, ChatMark, KeepWish, Transcript
from sessions.models.waiting import Admission, WaitingEntry, WaitingWord

__all__ = [
    "Addendum",
    "Admission",
    "Attendance",
    "Browser",
    "CallNumber",
    "Change",
    "ChatLine",
    "ChatMark",
    "DeviceCheck",
    "DeviceState",
    "HelpRequest",
    "KeepWish",
    "Kept",
    "KeptDrawing",
    "KeptWriting",
    "LineTrial",
    "Network",
    "NextTime",
    "OpeningCheck",
    "Outcome",
    "PhoneCall",
    "PhoneMove",
    "ProgressNote",
    "PsychotherapyNote",
    "Seat",
    "SeatSignal",
    "Session",
    "SessionAgenda",
    "SessionEnd",
    "SessionFeedback",
    "SetAside",
    "Summary",
    "SummaryVersion",
    "System",
    "Transcript",
    "UsualAgenda",
    "Verdict",
    "WaitingEntry",
    "WaitingWord",
    "Way",
]
