"""How two people meet, in words for each of them: in the room, on the phone, at the practice.

What goes out by mail or into a calendar names nobody, because others look over shoulders.
"""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from people.models import Practice, User
from scheduling.models import Appointment, Modality


def zone(modality: str, *, own: ZoneInfo) -> ZoneInfo:
    """Whose clock its times go by: in person that on the wall of the place, else one's `own`."""
    return Practice.current().tz if modality == Modality.IN_PERSON else own


def in_words(appointment: Appointment, *, reader: User, practice: Practice) -> str:
    """A sentence for a page that only the two of them see."""
    other = appointment.other(reader).known_as
    if appointment.modality == Modality.PHONE:
        if reader.pk == appointment.therapist_id:
            return _("You call %(name)s on the number of their contact card.") % {"name": other}
        return _("%(name)s calls you on the number you gave.") % {"name": other}
    return _nameless(appointment, practice)


def in_a_letter(appointment: Appointment, *, reader: User, practice: Practice) -> str:
    """The same without a name."""
    if appointment.modality == Modality.PHONE:
        if reader.pk == appointment.therapist_id:
            return _("You make the call. Where the number is, stands on the session’s page.")
        return _("You are called on the number you gave.")
    return _nameless(appointment, practice)


def place(appointment: Appointment, *, practice: Practice, link: str) -> str:
    """Where a calendar says that it is: an address of the web or of a street, or the phone."""
    if appointment.has_room:
        return link
    if appointment.modality == Modality.PHONE:
        return _("By phone")
    return _address(practice) or _("At the practice")


def offered(modality: str, *, therapist: User, practice: Practice) -> str:
    """What somebody who chooses a kind of session needs to know about how they will meet. Where
    the practice is, is told once there is a session in person."""
    if modality == Modality.PHONE:
        return _("%(name)s calls you; you say on which number.") % {"name": therapist.known_as}
    if modality == Modality.TEXT:
        return _("You write to each other in a room here. Nobody needs a camera.")
    if modality == Modality.IN_PERSON:
        return _at_the_practice()
    return _("You meet in a room here, with nothing to install.")


def _nameless(appointment: Appointment, practice: Practice) -> str:
    if appointment.modality == Modality.TEXT:
        return _("You write to each other in the room. Nobody needs a camera.")
    if appointment.modality == Modality.IN_PERSON:
        return _in_person(practice)
    return _("You meet by video, in the room.")


def _in_person(practice: Practice) -> str:
    address = _address(practice)
    if not address:
        return _at_the_practice()
    return _("You meet in person: %(address)s.") % {"address": address.rstrip(".")}


def _at_the_practice() -> str:
    return _("You meet in person, at the practice.")


def _address(practice: Practice) -> str:
    """On one line."""
    return ", ".join(line.strip(" ,") for line in practice.address.splitlines() if line.strip())
