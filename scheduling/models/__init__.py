from scheduling.models.appointment import Appointment, AppointmentChange, CancelReason
from scheduling.models.hold import Hold
from scheduling.models.hours import TimeOff, WeeklyHours
from scheduling.models.service import Audience, Modality, Service

__all__ = [
    "Appointment",
    "AppointmentChange",
    "Audience",
    "CancelReason",
    "Hold",
    "Modality",
    "Service",
    "TimeOff",
    "WeeklyHours",
]
