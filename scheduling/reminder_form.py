"""When and how to be reminded, as people choose it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from notices import sms
from people.models import User
from scheduling.models import Channel, ReminderPlan

DAY, HOUR = 24 * 60, 60
OFFERED = [7 * DAY, 3 * DAY, 2 * DAY, DAY, 12 * HOUR, 4 * HOUR, 2 * HOUR, HOUR, 30, 15]
PRACTICES, OWN = "practice", "own"


def length(minutes: int) -> str:
    """``2 days``, ``1 hour``, ``30 minutes``."""
    for unit, words in (
        (DAY, ngettext_lazy("%d day", "%d days")),
        (HOUR, ngettext_lazy("%d hour", "%d hours")),
        (1, ngettext_lazy("%d minute", "%d minutes")),
    ):
        if minutes % unit == 0:
            count = minutes // unit
            return str(words % count)
    raise AssertionError


def in_words(plan: ReminderPlan) -> str:
    """``1 day and 1 hour before, by e-mail, never from 22:00 until 08:00``"""
    if not plan.minutes_before:
        return _("no reminders")
    when = get_text_list([length(each) for each in plan.minutes_before], _("and"))
    words = _("%(when)s before, %(channel)s") % {
        "when": when,
        "channel": plan.get_channel_display(),
    }
    if plan.quiet is None:
        return words
    return _("%(words)s, never from %(begin)s until %(end)s") % {
        "words": words,
        "begin": f"{plan.quiet.begin:%H:%M}",
        "end": f"{plan.quiet.end:%H:%M}",
    }


class ReminderForm(forms.Form):
    """A whole plan. Without a provider of text messages there is no channel to choose."""

    minutes_before = forms.TypedMultipleChoiceField(
        label=gettext_lazy("How long before a session"),
        help_text=gettext_lazy("One or several. With none chosen, nothing is sent."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[(each.value, capfirst(each.label)) for each in Channel],
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A text message says the practice’s name, the time and a link. It can be read on a "
            "locked screen, and the phone companies that carry it can read it too."
        ),
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        plan: ReminderPlan,
        initial: dict[str, Any] | None = None,
    ) -> None:
        kept = {
            "minutes_before": plan.minutes_before,
            "channel": plan.channel,
            "quiet_from": plan.quiet_from,
            "quiet_until": plan.quiet_until,
        }
        super().__init__(data, initial=kept | (initial or {}))
        moments = self.fields["minutes_before"]
        assert isinstance(moments, forms.TypedMultipleChoiceField)
        offered = sorted({*OFFERED, *plan.minutes_before}, reverse=True)
        moments.choices = [(each, length(each)) for each in offered]
        if not sms.is_set_up():
            del self.fields["channel"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        begin, end = told.get("quiet_from"), told.get("quiet_until")
        if (begin is None) != (end is None) and not self.errors:
            missing = "quiet_until" if end is None else "quiet_from"
            self.add_error(missing, _("Quiet hours need both ends, or none."))
        elif begin is not None and begin == end:
            self.add_error("quiet_until", _("This would make the whole day quiet."))
        return told

    def told(self) -> dict[str, Any]:
        """What the verbs ask for."""
        cleaned = self.cleaned_data
        return {
            "minutes_before": cleaned["minutes_before"],
            "channel": Channel(cleaned.get("channel") or Channel.EMAIL),
            "quiet_from": cleaned["quiet_from"],
            "quiet_until": cleaned["quiet_until"],
        }


class OwnReminderForm(ReminderForm):
    """A patient's: as the practice does, or a plan of their own."""

    whose = forms.ChoiceField(
        label=gettext_lazy("How you are reminded"),
        choices=[(PRACTICES, gettext_lazy("As the practice does")), (OWN, gettext_lazy("My way"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        person: User,
        practices: ReminderPlan,
        plan: ReminderPlan,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.person = person
        super().__init__(data, plan=plan, initial=initial)
        whose = self.fields["whose"]
        assert isinstance(whose, forms.ChoiceField)
        usual = _("As the practice does: %(plan)s") % {"plan": in_words(practices)}
        whose.choices = [(PRACTICES, usual), (OWN, _("My way"))]

    @property
    def follows_practice(self) -> bool:
        return bool(self.cleaned_data.get("whose") == PRACTICES)

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if self.follows_practice:
            for name in [name for name in self.errors if name != "whose"]:
                del self.errors[name]
        elif told.get("channel", Channel.EMAIL) != Channel.EMAIL and not self.person.phone:
            self.add_error("channel", _("For this we need your phone number: see My details."))
        return told
