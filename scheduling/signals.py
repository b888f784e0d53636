"""News for the floors above. Each is sent inside the transaction of the verb, before its audit.

``appointment_booked(appointment, actor)`` · ``appointment_moved(appointment, actor)`` ·
``appointment_cancelled(appointment, actor)`` · ``appointment_missed(appointment, actor)``: the
patient did not come · ``appointment_not_missed(appointment, actor)``: they did after all ·
``time_freed(therapist)``: hours changed, or a held time was given back
"""

from django.dispatch import Signal

appointment_booked = Signal()
appointment_moved = Signal()
appointment_cancelled = Signal()
appointment_missed = Signal()
appointment_not_missed = Signal()
time_freed = Signal()
