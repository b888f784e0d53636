from people.models.base import Row
from people.models.care import Care, EndReason
from people.models.invitation import Invitation
from people.models.practice import Practice
from people.models.therapist import TagKind, TherapistProfile, TherapistTag
from people.models.user import Role, Suspension, User, known_as

__all__ = [
    "Care",
    "EndReason",
    "Invitation",
    "Practice",
    "Role",
    "Row",
    "Suspension",
    "TagKind",
    "TherapistProfile",
    "TherapistTag",
    "User",
    "known_as",
]
