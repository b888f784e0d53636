from people.actions.care import activate_care, end_care, hand_over, open_care
from people.actions.invitations import (
    accept_invitation,
    invitation_for,
    invite,
    invite_from_the_machine,
    resend_invitation,
    revoke_invitation,
)
from people.actions.leaving import part_with, reinstate, suspend
from people.actions.own import (
    remove_photo,
    save_details,
    save_licence,
    save_photo,
    save_profile,
)
from people.actions.unverified import purge_unverified, remove_unverified

__all__ = [
    "accept_invitation",
    "activate_care",
    "end_care",
    "hand_over",
    "invitation_for",
    "invite",
    "invite_from_the_machine",
    "open_care",
    "part_with",
    "purge_unverified",
    "reinstate",
    "remove_photo",
    "remove_unverified",
    "resend_invitation",
    "revoke_invitation",
    "save_details",
    "save_licence",
    "save_photo",
    "save_profile",
    "suspend",
]
