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
