"""A rule and what stands in its way, in words for whoever reads."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scheduling.recurrence import Rhythm, Rule, instant, week_of_month
from scheduling.series.sight import Reason

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


def why(reason: Reason, *, reader_is_therapist: bool, therapist: str) -> str:
    """What stands in the way of a time, without saying whose it is."""
    if reader_is_therapist:
        return str(TO_THE_THERAPIST[reason])
    return TO_THE_PATIENT[reason] % {"name": therapist}


TO_THE_THERAPIST = {
    Reason.SOON: gettext_lazy("This time has passed."),
    Reason.FAR: gettext_lazy("This is further ahead than can be booked."),
    Reason.LICENCE: gettext_lazy("Your licence ends before."),
    Reason.CLOSED: gettext_lazy("You can’t be booked at the moment."),
    Reason.HOLIDAY: gettext_lazy("This is a public holiday."),
    Reason.OFF: gettext_lazy("You have time off then."),
    Reason.YOURS: gettext_lazy("This time is taken."),
    Reason.TAKEN: gettext_lazy("This time is taken."),
    Reason.HOURS: gettext_lazy("This is outside your hours."),
    Reason.FULL: gettext_lazy("You have as many sessions as you take in a day or a week."),
}
TO_THE_PATIENT = {
    Reason.SOON: gettext_lazy("This is too soon to be booked."),
    Reason.FAR: gettext_lazy("This is more than a year ahead, further than can be booked."),
    Reason.LICENCE: gettext_lazy("%(name)s can’t be booked that far ahead yet."),
    Reason.CLOSED: gettext_lazy("%(name)s takes no new bookings at the moment."),
    Reason.HOLIDAY: gettext_lazy("This is a public holiday where %(name)s works."),
    Reason.OFF: gettext_lazy("%(name)s is away then."),
    Reason.YOURS: gettext_lazy("You have another session then."),
    Reason.TAKEN: gettext_lazy("This time is taken."),
    Reason.HOURS: gettext_lazy("%(name)s has no sessions at that time then."),
    Reason.FULL: gettext_lazy("%(name)s has no more room then."),
}
