"""A rule and what stands in its way, in words for whoever reads."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.recurrence import Rhythm, Rule, instant, week_of_month

NTH = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    -1: gettext_lazy("last"),
}


def rhythm(rule: Rule, *, zone: ZoneInfo) -> str:
    """``every second Thursday``, as a reader in `zone` sees the days; where it is another day than
    on the rule's clock, a month's rule says whose clock it goes by."""
    first = instant(rule.first_on, rule.wall_time, rule.zone).astimezone(zone).date()
    if rule.rhythm is Rhythm.WEEKLY:
        return _weekly(rule.interval, first)
    words = _monthly(rule.interval, rule.first_on)
    if first == rule.first_on:
        return words
    return _("%(rhythm)s (%(city)s time)") % {
        "rhythm": words,
        "city": rule.zone.key.rpartition("/")[2].replace("_", " "),
    }


def _weekly(interval: int, day: date) -> str:
    weekday = date_format(day, "l")
    if interval == 1:
        return _("every %(weekday)s") % {"weekday": weekday}
    if interval == 2:
        return _("every second %(weekday)s") % {"weekday": weekday}
    return _("every %(count)d weeks on %(weekday)s") % {"count": interval, "weekday": weekday}


def _monthly(interval: int, day: date) -> str:
    told = {"nth": NTH[week_of_month(day)], "weekday": date_format(day, "l"), "count": interval}
    if interval == 1:
        return _("every month on the %(nth)s %(weekday)s") % told
    return _("every %(count)d months on the %(nth)s %(weekday)s") % told
