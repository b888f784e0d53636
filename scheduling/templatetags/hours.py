"""Weekly hours in words."""

from collections.abc import Iterable
from datetime import time
from itertools import groupby

from django import template
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scheduling.models import Modality
from scheduling.models.hours import Weekday
from scheduling.weeks import Dates, Stretch

register = template.Library()


@register.filter
def by_weekday(stretches: Iterable[Stretch]) -> list[tuple[str | Promise, list[Stretch]]]:
    """The stretches under the weekdays that have some."""
    groups = groupby(sorted(stretches), key=lambda stretch: stretch.weekday)
    return [(Weekday(weekday).label, list(own)) for weekday, own in groups]


@register.filter
def span(hours: Stretch) -> str:
    """``09:00 – 12:30``, with the way of meeting where it is not any."""
    words = f"{_clock(hours.opens)} – {_clock(hours.closes)}"
    return f"{words} {Modality(hours.modality).label}" if hours.modality else words


@register.filter
def dates_in_words(dates: Dates) -> str:
    """``From 1 February 2027 until 31 August 2027``, ``Every week``."""
    since = formats.date_format(dates.since, "j F Y") if dates.since else ""
    until = formats.date_format(dates.until, "j F Y") if dates.until else ""
    if since and until:
        return _("From %(since)s until %(until)s") % {"since": since, "until": until}
    if since:
        return _("From %(since)s on") % {"since": since}
    if until:
        return _("Every week until %(until)s") % {"until": until}
    return _("Every week")


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
