"""What an admin says about the practice's services and rules."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Practice, Role, User
from people.zones import zone_choices
from scheduling import public_holidays
from scheduling.actions.practice import groups_in_person
from scheduling.models import Audience, Modality, Service

# Django's classes take no type argument when the program runs.
if TYPE_CHECKING:
    ServiceModelForm = forms.ModelForm[Service]
    PracticeModelForm = forms.ModelForm[Practice]
    TherapistsField = forms.ModelMultipleChoiceField[User]
else:
    ServiceModelForm = PracticeModelForm = forms.ModelForm
    TherapistsField = forms.ModelMultipleChoiceField

KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "first": (
        _("First consultation"),
        {"minutes": 60, "audience": Audience.NEW, "buffer_after": 15},
    ),
    "follow-up": (
        _("Follow-up session"),
        {"minutes": 50, "audience": Audience.EXISTING, "buffer_after": 10},
    ),
    "extended": (
        _("Extended session"),
        {"minutes": 90, "audience": Audience.INVITED, "buffer_after": 15},
    ),
    "phone": (
        _("Phone session"),
        {"minutes": 50, "audience": Audience.EXISTING, "modality": Modality.PHONE},
    ),
    "text": (
        _("Text-chat session"),
        {"minutes": 45, "audience": Audience.EXISTING, "modality": Modality.TEXT},
    ),
    "group": (
        _("Group"),
        {
            "minutes": 90,
            "audience": Audience.EXISTING,
            "modality": Modality.IN_PERSON,
            "seats": 8,
            "buffer_before": 15,
            "buffer_after": 15,
        },
    ),
}
"""Usual kinds of session and what the form begins with for each."""


class Therapists(TherapistsField):
    def label_from_instance(self, obj: User) -> str:
        return obj.full_name


class ServiceForm(ServiceModelForm):
    """A kind of session. Which fields belong together is the template's to say."""

    everybody_offers = forms.TypedChoiceField(
        label=_("Who offers it"),
        choices=[("True", _("Every therapist")), ("False", _("Only the therapists ticked below"))],
        coerce=lambda chosen: chosen == "True",
        initial="True",
        widget=forms.RadioSelect,
    )
    offered_by = Therapists(
        label=_("Therapists"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Service
        fields = [
            "name",
            "minutes",
            "modality",
            "seats",
            "audience",
            "everybody_offers",
            "offered_by",
            "buffer_before",
            "buffer_after",
            "notice_hours",
            "ahead_days",
            "price",
            "shows_price",
        ]
        help_texts = {
            "name": _("What people read when they choose, such as “First consultation”."),
            "minutes": _("From 15 to 180; 45 to 60 is usual."),
            "seats": _(
                "One for a session of two people. With more it is a group: therapists plan when it "
                "meets and patients take a seat. Groups meet in person."
            ),
            "audience": _(
                "By invitation: the therapist opens it to a patient on the patient’s page."
            ),
            "buffer_before": _("Between this session and the one before it."),
            "buffer_after": _("For notes and a breath. Nobody is booked into it."),
            "price": _("Leave it empty if it is not for you to say here."),
            "shows_price": _("Otherwise only you see it."),
        }

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_work = User.objects.filter(role=Role.THERAPIST, is_active=True)
        at_work = at_work.filter(therapist_profile__left_at=None).order_by("full_name")
        therapists = self.fields["offered_by"]
        assert isinstance(therapists, forms.ModelMultipleChoiceField)
        therapists.queryset = at_work
        self.fields["price"].label = _("Price in %(currency)s") % {"currency": practice.currency}
        self.fields["notice_hours"].help_text = _(
            "How long before it can be booked at the latest. Empty: the practice’s %(count)d hours."
        ) % {"count": practice.minimum_notice_hours}
        self.fields["ahead_days"].help_text = _(
            "How far ahead it can be booked. Empty: the practice’s %(count)d days."
        ) % {"count": practice.book_ahead_days}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seats", 1) > 1 and cleaned.get("modality") != Modality.IN_PERSON:
            self.add_error("modality", groups_in_person())
        if cleaned.get("everybody_offers") is False and not cleaned.get("offered_by"):
            self.add_error("offered_by", _("Choose at least one therapist who offers it."))
        return cleaned


class RulesForm(PracticeModelForm):
    """The practice's name, place and rules."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("In which visitors see times until their browser tells theirs."),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_(
            "Phone numbers without a country code and emergency numbers are taken as of here."
        ),
    )

    class Meta:
        model = Practice
        fields = [
            "name",
            "phone",
            "email",
            "address",
            "country",
            "time_zone",
            "currency",
            "minimum_notice_hours",
            "book_ahead_days",
            "hold_minutes",
            "answer_hours",
            "offer_minutes",
            "cancel_until_hours",
            "move_until_hours",
            "join_early_minutes",
        ]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "address": _("Told to people who have a session in person, and to nobody else."),
            "currency": _("Of the prices of your services: three letters, such as EUR."),
            "minimum_notice_hours": _("A service can have its own."),
            "book_ahead_days": _("A service can have its own."),
            "hold_minutes": _(
                "While somebody signs up or reads before booking, nobody else gets the time. They "
                "see the minutes count down."
            ),
            "answer_hours": _(
                "For therapists who say yes or no to each booking. After that the time is free "
                "again and both are told."
            ),
            "offer_minutes": _(
                "A time that becomes free is offered to the first who waits and fits, then to the "
                "next."
            ),
            "cancel_until_hours": _(
                "Later they can still cancel, but it counts as a late cancellation. The page says "
                "so before they do."
            ),
            "move_until_hours": _("Later, only the therapist can move it."),
            "join_early_minutes": _("The patient waits there until the therapist lets them in."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country, zone = self.fields["country"], self.fields["time_zone"]
        assert isinstance(country, forms.ChoiceField)
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = zone_choices(keep=self.instance.time_zone)
        country.choices = public_holidays.countries(get_language() or "en")

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"]
        return currency.upper()
