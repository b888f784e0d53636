"""What suits somebody who waits, in words."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling import rules
from scheduling.asking_forms import PARTS_IN_WORDS
from scheduling.models.hours import Weekday
from scheduling.waiting import PARTS, by_parts

register = template.Library()


@register.filter
def in_words(suits: Iterable[str]) -> list[str]:
    """``Monday, Tuesday: evening``, one for each group of days; ``any day, any time`` for none."""
    groups = by_parts(suits)
    if not groups or groups == [(list(range(7)), list(PARTS))]:
        return [_("any day, any time")]
    return [
        _("%(days)s: %(parts)s")
        % {
            "days": _("every day")
            if len(weekdays) == len(Weekday)
            else ", ".join(str(Weekday(weekday).label) for weekday in weekdays),
            "parts": _("any time")
            if len(parts) == len(PARTS)
            else _(" or ").join(str(PARTS_IN_WORDS[part][0]).lower() for part in parts),
        }
        for weekdays, parts in groups
    ]


@register.filter
def minutes_in_words(minutes: int) -> str:
    """``90 minutes``, ``4 hours``, ``2 days``."""
    if minutes % 60 == 0:
        return rules.hours_in_words(minutes // 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
