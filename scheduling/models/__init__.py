from scheduling.models.appointment import Appointment, AppointmentChange, CancelReason, Scope
from scheduling.models.asking import (
    BookingRequest,
    DeclineReason,
    MissedKind,
    MissedReason,
    MissedSession,
    WaitlistEntry,
    WaitlistOffer,
)
from scheduling.models.hold import Hold
from scheduling.models.hours import Asks, TherapistRules, TimeOff, WeeklyHours
from scheduling.models.outside import CalendarFeed, OutsideBusy, OutsideCalendar, Trouble
from scheduling.models.reminding import Channel, ReminderPlan
from scheduling.models.series import Frequency, Series
from scheduling.models.service import (
    Audience,
    GroupSession,
    Modality,
    Service,
    ServiceInvitation,
)

__all__ = [
    "Appointment",
    "AppointmentChange",
    "Asks",
    "Audience",
    "BookingRequest",
    "CalendarFeed",
    "CancelReason",
    "Channel",
    "DeclineReason",
    "Frequency",
    "GroupSession",
    "Hold",
    "MissedKind",
    "MissedReason",
    "MissedSession",
    "Modality",
    "OutsideBusy",
    "OutsideCalendar",
    "ReminderPlan",
    "Scope",
    "Series",
    "Service",
    "ServiceInvitation",
    "TherapistRules",
    "TimeOff",
    "Trouble",
    "WaitlistEntry",
    "WaitlistOffer",
    "WeeklyHours",
]
