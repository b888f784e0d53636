"""Times as addresses and forms carry them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from people import zones
from people.models import Practice, User
from people.views.sign_up import AGAIN
from scheduling import calendar_links, meeting
from scheduling.models import Appointment, OutsideCalendar, Service
from scheduling.series import words
from scheduling.series.family import place_of
from scheduling.slots import DAY, MIDNIGHT
from scheduling.views.choosing import TOKEN, held_by

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


@register.simple_tag
def stretch(start: datetime, end: datetime) -> str:
    """``Wed 16 Dec – Tue 22 Dec`` for whole days of the reader, else with the times."""
    begins, ends = timezone.localtime(start), timezone.localtime(end)
    if begins.time() == ends.time() == MIDNIGHT:
        first, last = begins.date(), ends.date() - DAY
        words = [formats.date_format(day, "D j M") for day in (first, last)]
        return words[0] if first == last else " – ".join(words)
    return " – ".join(formats.date_format(moment, "D j M, H:i") for moment in (begins, ends))


@register.simple_tag
def clock_of(person: User, moment: datetime) -> str:
    """``17:00`` on this person's clock, with the weekday where it isn't the reader's."""
    return zones.clock_beside(moment.astimezone(person.tz), timezone.localtime(moment))


@register.simple_tag(takes_context=True)
def more_query(context: Context) -> str:
    """The query of this address with more fortnights of the same kind of session."""
    query = context["request"].GET.copy()
    query["fortnights"] = context["more"]
    if context.get("service"):
        query["service"] = context["service"].pk
    return f"?{query.urlencode()}"


@register.simple_tag
def price(service: Service, practice: Practice) -> str:
    """``80 EUR``, by the reader's locale, where the practice shows it; else nothing."""
    return fee(service, practice) if service.shows_price else ""


@register.simple_tag
def fee(service: Service, practice: Practice) -> str:
    """The same for the practice itself, shown to others or not."""
    if service.price is None:
        return ""
    if not service.price:
        return _("free of charge")
    digits = 0 if service.price == service.price.to_integral_value() else 2
    amount = formats.number_format(service.price, digits, force_grouping=True)
    return f"{amount}\N{NO-BREAK SPACE}{practice.currency}"


@register.filter
def first_paragraph(words: str) -> str:
    """What stands before the first empty line."""
    return words.strip().replace("\r\n", "\n").partition("\n\n")[0]


@register.simple_tag
def repeats(appointment: Appointment) -> str:
    """``Repeats every second Thursday, 4 of 10``; nothing for one that doesn't."""
    place, series = place_of(appointment), appointment.series
    if place is None or series is None:
        return ""
    reader = ZoneInfo(timezone.get_current_timezone_name())
    zone = meeting.zone(appointment.modality, own=reader)
    return _("Repeats %(rhythm)s, %(number)d of %(count)d.") % {
        "rhythm": words.rhythm(series.rule, zone=zone),
        "number": place.number,
        "count": place.of,
    }


@register.simple_tag
def reader_zone() -> str:
    """The IANA name of the zone in which times are shown."""
    return timezone.get_current_timezone_name()


@register.inclusion_tag("scheduling/_add_to_calendar.html")
def add_to_calendar(appointment: Appointment) -> dict[str, object]:
    """Ways to put a session into a calendar that lives online."""
    links = calendar_links.calendar_links(appointment.starts_at, appointment.ends_at)
    return {"appointment": appointment, "links": links}


@register.inclusion_tag("scheduling/_held_meanwhile.html", takes_context=True)
def held_meanwhile(context: Context) -> dict[str, object]:
    """What this browser holds, while somebody signs up or in. One query if it has held anything."""
    held, now = held_by(context["request"]), timezone.now()
    if held is None or not held.is_live(at=now):
        return {}
    onward = context.get("redirect_field_value") or ""
    return {
        "hold": held,
        "seconds_left": held.seconds_left(at=now),
        "returns": onward.startswith(reverse("scheduling:book")),
    }


@register.simple_tag(takes_context=True)
def start_again(context: Context) -> str:
    """Where somebody signs up once more: with what they hold, back to booking it."""
    query = {AGAIN: "yes"}
    if TOKEN in context["request"].session:
        query["next"] = reverse("scheduling:book")
    return reverse("account_signup", query=query)


@register.inclusion_tag("scheduling/_troubled.html")
def troubled_calendars(therapist: User) -> dict[str, object]:
    """A warning when a calendar elsewhere can't be read. One query."""
    kept = OutsideCalendar.objects.kept().filter(therapist=therapist)
    return {"troubled": list(kept.exclude(trouble=""))}
