"""Whose clock a session's times are told by: in a room here each reader's own, in person the one on
the wall of the place, because whoever comes there goes by it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.template import Context, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils import timezone
from django.utils.translation import gettext as _

from people import zones
from people.models import Practice, User
from people.templatetags.attune import time_for, when
from scheduling.models import Modality

register = template.Library()

READER, PLACE = "zone_of_the_reader", "zone_of_the_place"


class AtPlace(template.Node):
    def __init__(self, modality: FilterExpression, nodelist: NodeList) -> None:
        self.modality, self.nodelist = modality, nodelist

    def render(self, context: Context) -> str:
        if self.modality.resolve(context) != Modality.IN_PERSON:
            return self.nodelist.render(context)
        here = timezone.get_current_timezone()
        there = _place_zone(context)
        with context.push(**{READER: here}), timezone.override(there):
            return self.nodelist.render(context)


@register.tag
def at_place(parser: Parser, token: Token) -> AtPlace:
    """``{% at_place appointment.modality %}…{% endat_place %}``: times within are told by the
    practice's clock when one meets there, else by the reader's."""
    _name, modality = token.split_contents()
    nodelist = parser.parse(("endat_place",))
    parser.delete_first_token()
    return AtPlace(parser.compile_filter(modality), nodelist)


@register.simple_tag(takes_context=True)
def whose_time(context: Context, moment: datetime, modality: str, other: User | None = None) -> str:
    """Within ``at_place``, a line that names the zone: ``your time, Stockholm (17:30 for Elena)``;
    of what is in person ``time in Lisbon, where you meet (18:30 your time)``."""
    city = zones.city(timezone.get_current_timezone_name())
    if modality == Modality.IN_PERSON:
        own = _own(context, moment)
        if own:
            words = _("time in %(city)s, where you meet (%(time)s your time)")
            return words % {"city": city, "time": own}
        return _("time in %(city)s, where you meet") % {"city": city}
    theirs = time_for(moment, other) if other else ""
    if theirs:
        return _("your time, %(city)s (%(theirs)s)") % {"city": city, "theirs": theirs}
    return _("your time, %(city)s") % {"city": city}


@register.simple_tag(takes_context=True)
def beside(context: Context, moment: datetime, modality: str, other: User) -> str:
    """What belongs beside a time, if anything: ``17:30 for Elena``. In person nobody's clock but
    the place's: within ``at_place`` ``in Lisbon, 18:30 your time``, else ``17:30 in Lisbon``."""
    if modality != Modality.IN_PERSON:
        return time_for(moment, other)
    if READER in context:
        city = zones.city(timezone.get_current_timezone_name())
        own = _own(context, moment)
        return _("in %(city)s, %(time)s your time") % {"city": city, "time": own} if own else ""
    zone = _place_zone(context)
    there = moment.astimezone(zone)
    if there.utcoffset() == timezone.localtime(moment).utcoffset():
        return ""
    time = zones.clock_beside(there, timezone.localtime(moment))
    return _("%(time)s in %(city)s") % {"time": time, "city": zones.city(zone.key)}


@register.simple_tag(takes_context=True)
def when_met(context: Context, moment: datetime, modality: str, place: str = "") -> str:
    """``Tomorrow, 18:00`` in the reader's zone, as ``when`` says it; in person, where the place's
    clock is another, ``Tomorrow, 17:00 in Lisbon (18:00 your time)``."""
    if modality != Modality.IN_PERSON:
        return when(moment, place)
    zone = _place_zone(context)
    with context.push(**{READER: timezone.get_current_timezone()}), timezone.override(zone):
        told, own = when(moment, place), _own(context, moment)
    if not own:
        return told
    words = _("%(moment)s in %(city)s (%(time)s your time)")
    return words % {"moment": told, "city": zones.city(zone.key), "time": own}


@register.simple_tag(takes_context=True)
def own_time(context: Context, moment: datetime) -> str:
    """``18:30`` on the reader's clock, within ``at_place``, where it isn't the place's; else
    nothing."""
    return _own(context, moment)


def _own(context: Context, moment: datetime) -> str:
    local = moment.astimezone(context.get(READER) or timezone.get_current_timezone())
    there = timezone.localtime(moment)
    return "" if local.utcoffset() == there.utcoffset() else zones.clock_beside(local, there)


def _place_zone(context: Context) -> ZoneInfo:
    """The practice's; asked for once a page."""
    kept = context.dicts[0]
    if PLACE not in kept:
        kept[PLACE] = (context.get("practice") or Practice.current()).tz
    zone: ZoneInfo = kept[PLACE]
    return zone
