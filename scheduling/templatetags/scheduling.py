"""Times as addresses and forms carry them."""

from datetime import UTC, date, datetime

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def instant(moment: datetime) -> str:
    """``2026-11-23T10:00:00Z``: the same for every reader, whatever zone the page shows."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def day_heading(day: date) -> str:
    """``Tomorrow, Monday 23 November``: near days by their word too."""
    named = formats.date_format(day, "l j F")
    near = {0: _("Today"), 1: _("Tomorrow")}.get((day - timezone.localdate()).days)
    return f"{near}, {named}" if near else named


@register.filter
def short_day(moment: datetime) -> str:
    """``Tomorrow``, ``Tue 24 Nov`` in the reader's zone."""
    local = timezone.localtime(moment).date()
    near = {0: _("Today"), 1: _("Tomorrow")}.get((local - timezone.localdate()).days)
    return near or formats.date_format(local, "D j M")


@register.filter
def first_paragraph(words: str) -> str:
    """What stands before the first empty line."""
    return words.strip().replace("\r\n", "\n").partition("\n\n")[0]
