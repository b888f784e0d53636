"""What the last device check found, in lines for whoever helps."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people import zones
from people.models import User
from sessions.models import Browser, DeviceCheck, LineTrial, System

STAYS_TRUE_FOR = timedelta(days=7)
"""How long a check is taken for what the devices still do."""


def facts_of(person: User, *, browser: str, system: str) -> list[str]:
    """One line for each fact: the browser that asks, and the newest check if there is one.

    Nothing but what the person is shown, and nothing about what they come to the practice for.
    """
    lines = [
        _("Asked from: %(browser)s on %(system)s")
        % {"browser": Browser(browser).label, "system": System(system).label}
    ]
    check = DeviceCheck.objects.filter(person=person).prefetch_related("lines").first()
    if check is None:
        return [*lines, _("No device check has been made yet.")]
    # Kept in words and read later, maybe elsewhere: no "today", and the clock is named.
    local = check.at.astimezone(person.tz)
    is_old = timezone.now() - check.at > STAYS_TRUE_FOR
    lines += [
        _("Device check: %(day)s, %(time)s in %(city)s, %(browser)s on %(system)s")
        % {
            "day": date_format(local, "j F Y"),
            "time": zones.clock(local),
            "city": zones.city(person.time_zone),
            "browser": check.get_browser_display(),
            "system": check.get_system_display(),
        },
        *([_("The check is more than a week old; much may have changed since.")] if is_old else []),
        _("Camera: %(state)s") % {"state": check.get_camera_display()},
        _("Microphone: %(state)s") % {"state": check.get_microphone_display()},
        _("Speaker: %(state)s") % {"state": check.get_speaker_display()},
        _("Network: %(state)s") % {"state": check.get_network_display()},
    ]
    return [*lines, *map(_line, check.lines.all())]


def _line(line: LineTrial) -> str:
    if not line.connected:
        return _("Line, %(way)s: no way through") % {"way": line.get_way_display()}
    told = {
        "way": line.get_way_display(),
        "ms": _known(line.round_trip_ms),
        "loss_up": _percent(line.loss_up),
        "loss_down": _percent(line.loss_down),
        "jitter_up": _known(line.jitter_up_ms),
        "jitter_down": _known(line.jitter_down_ms),
        "up": _known(line.up_kbit),
        "down": _known(line.down_kbit),
    }
    return (
        _(
            "Line, %(way)s: %(ms)s ms there and back; lost %(loss_up)s %% up, %(loss_down)s %% "
            "down; jitter %(jitter_up)s ms up, %(jitter_down)s ms down; %(up)s kbit/s up, "
            "%(down)s kbit/s down"
        )
        % told
    )


def _known(figure: int | None) -> str:
    return "?" if figure is None else str(figure)


def _percent(of_a_thousand: int | None) -> str:
    return "?" if of_a_thousand is None else f"{of_a_thousand / 10:g}"
