"""News for the floors above. Each is sent inside the transaction of the verb, before its audit.

``consent_withdrawn(care, actor)``: the patient took back their consent to online therapy
"""

from django.dispatch import Signal

consent_withdrawn = Signal()
