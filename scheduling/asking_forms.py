"""What people choose about times that wait for a yes, and about waiting."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from scheduling.models import DeclineReason, Service
from scheduling.models.hours import Weekday
from scheduling.waiting import PARTS, PARTS_OF_WEEK

PARTS_IN_WORDS = {
    "morning": (_("Morning"), _("before 12")),
    "afternoon": (_("Afternoon"), _("12 to 17")),
    "evening": (_("Evening"), _("after 17")),
}


def _part_of_week(code: str) -> str:
    weekday, _dash, part = code.partition("-")
    return f"{Weekday(int(weekday)).label}, {PARTS_IN_WORDS[part][0]}"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DeclineForm(forms.Form):
    """Why a time is declined. Each reason says what the other person is offered instead."""

    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        choices=[
            (
                DeclineReason.TIME.value,
                _("This time doesn’t work after all. We offer them your other free times."),
            ),
            (
                DeclineReason.FULL.value,
                _("There is no room for new sessions. We offer them your waitlist."),
            ),
            (
                DeclineReason.FIT.value,
                _("Somebody else may be a better fit. We show them the others here."),
            ),
        ],
        error_messages={"required": _("Say why, so that we can offer something else.")},
    )


class WaitForm(forms.Form):
    """Which kind of session, which parts of the week, between which days."""

    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Kind of session"), empty_label=None
    )
    suits = forms.MultipleChoiceField(
        label=_("When it suits you"),
        required=False,
        choices=lambda: [(code, _part_of_week(code)) for code in PARTS_OF_WEEK],
        widget=forms.CheckboxSelectMultiple,
    )
    since = forms.DateField(
        label=_("Not before"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty means from now on."),
    )
    until = forms.DateField(
        label=_("Not after"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty means for as long as it takes."),
    )

    def __init__(self, *args: Any, services: list[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Service.objects.filter(pk__in=[service.pk for service in services])
        field.initial = services[0] if services else None
        self.one_service = services[0] if len(services) == 1 else None
        if self.one_service is not None:
            field.widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if until is not None and until < timezone.localdate():
            self.add_error("until", _now("This day has passed. Leave it empty for no end."))
        elif until is not None and since is not None and until < since:
            self.add_error("until", _now("This day comes before the first one."))
        return cleaned

    def rows(self) -> Iterator[tuple[str, list[tuple[str, str, str, bool]]]]:
        """The grid: each weekday with (value, id, words, whether ticked) for each part."""
        ticked = set(self["suits"].value() or [])
        for weekday in Weekday:
            yield (
                str(weekday.label),
                [
                    (code, f"id_suits_{code}", _part_of_week(code), code in ticked)
                    for code in (f"{weekday.value}-{part}" for part in PARTS)
                ],
            )

    @property
    def heads(self) -> list[tuple[Any, Any]]:
        return [PARTS_IN_WORDS[part] for part in PARTS]
