"""Times, people, changes of a score and keys in templates.

Plain filters already show the reader's zone; these add words.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from people import zones
from people.models import User

register = template.Library()


@register.filter
def clock(moment: datetime | None) -> str:
    """``16:00`` in the reader's zone; with its offset in the night when that time comes twice."""
    return "" if moment is None else zones.clock(timezone.localtime(moment))


@register.filter
def day(moment: datetime | None, place: str = "") -> str:
    """``Today``, ``Tomorrow``, ``Yesterday``, else ``Monday 23 November`` in the reader's zone.

    In the middle of a sentence (``|day:"inline"``) the first three are not capitalised.
    """
    if moment is None:
        return ""
    local, today = timezone.localtime(moment).date(), timezone.localdate()
    if place == "inline":
        words = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    else:
        words = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}
    near = words.get((local - today).days)
    if near:
        return near
    same_year = local.year == today.year or abs(local - today) < timedelta(days=120)
    return formats.date_format(local, "l j F" if same_year else "j F Y")


@register.filter
def when(moment: datetime | None, place: str = "") -> str:
    """``Tomorrow, 16:00`` in the reader's zone; ``|when:"inline"`` within a sentence."""
    return "" if moment is None else f"{day(moment, place)}, {clock(moment)}"


@register.filter
def ago(moment: datetime | None) -> str:
    """``just now`` within the first minute, then ``5 minutes ago``."""
    if moment is None:
        return ""
    if timezone.now() - moment < timedelta(minutes=1):
        return str(_("just now"))
    return str(_("%(time)s ago") % {"time": timesince(moment)})


@register.filter
def signed(change: int) -> str:
    """``+3``, ``0``, or ``\N{MINUS SIGN}3`` with a real minus sign: as wide as the plus, and read
    out, where a hyphen is passed over."""
    return f"{change:+d}".replace("-", "\N{MINUS SIGN}") if change else "0"


@register.filter
def fours(key: str) -> list[str]:
    """A long key in pieces of four characters, which are easier to copy by hand."""
    return [key[start : start + 4] for start in range(0, len(key), 4)]


@register.simple_tag
def time_for(moment: datetime, person: User) -> str:
    """``17:00 for Elena`` when the other person's clock differs from the reader's, else nothing;
    ``Thu 00:00 for Elena`` where it is another day there."""
    here, there = timezone.localtime(moment), moment.astimezone(person.tz)
    if here.utcoffset() == there.utcoffset():
        return ""
    return _("%(time)s for %(name)s") % {
        "time": zones.clock_beside(there, here),
        "name": person.known_as,
    }


@register.simple_tag
def reader_city() -> str:
    """The city of the zone in which times are shown now."""
    return zones.city(timezone.get_current_timezone_name())


@register.filter
def city(zone: str | ZoneInfo) -> str:
    return zones.city(str(zone))


@register.simple_tag
def same_clock(person: User, moment: datetime | None = None) -> bool:
    """Whether the reader and this person read the same time off the wall."""
    at = moment or timezone.now()
    return timezone.localtime(at).utcoffset() == at.astimezone(person.tz).utcoffset()
