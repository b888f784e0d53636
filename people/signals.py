"""News that travels up the house. Each is sent inside the transaction of the verb.

``care_activated(care, actor)`` · ``care_ended(care, actor)`` ·
``care_handed_over(care, successor, actor)`` · ``person_suspended(user, actor)`` ·
``person_reinstated(user, actor)`` · ``details_saved(person, changed)``, with the names of the
details that changed
"""

from django.dispatch import Signal

care_activated = Signal()
care_ended = Signal()
care_handed_over = Signal()
person_suspended = Signal()
person_reinstated = Signal()
details_saved = Signal()
