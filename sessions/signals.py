"""News about meetings. Sent inside the transaction of the verb, before its audit.

``session_ended(session, actor)``: the therapist ended it, or (actor None) the clock closed it.
"""

from django.dispatch import Signal

session_ended = Signal()
