"""What stands in the page's navigation, for whom. A link leads to a named URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLIC = "public"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One entry: its words, the URL's name, a lucide icon for the bar on phones.

    Pages whose address is below the entry's belong to it; `pages` names others that do.
    """

    label: str | Promise
    url_name: str
    icon: str
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A place as this page shows it. `current` is "page", "true" (below it) or ""."""

    label: str | Promise
    url: str
    icon: str
    current: str


_OF_A_PATIENT = (
    "goals:goal",
    "goals:goals",
    "goals:reword",
    "intake:alert",
    "intake:document",
    "resources:assign",
    "sessions:agenda",
    "sessions:feedback",
    "sessions:kept",
    "sessions:note",
    "sessions:send_summary",
    "sessions:sign_note",
    "sessions:summary",
    "sessions:transcript",
)
"""What a therapist reads and writes about one person."""

_ABOUT_TIMES = (
    "scheduling:cancel_series",
    "scheduling:move_series",
    "scheduling:own_feed",
    "scheduling:request",
    "scheduling:series",
    "scheduling:waitlist",
)

PLACES: Mapping[str, Sequence[Place]] = {
    PUBLIC: (
        Place(label=_("How it works"), url_name="pages:how", icon="compass"),
        Place(label=_("Find a therapist"), url_name="scheduling:directory", icon="search"),
        Place(label=_("Questions"), url_name="pages:questions", icon="circle-question-mark"),
    ),
    "patient": (
        Place(
            label=_("Home"),
            url_name="home:home",
            icon="house",
            pages=(
                "intake:contact",
                "intake:document",
                "intake:done",
                "intake:form",
                "intake:form_page",
                "intake:prepare",
                "intake:review",
            ),
        ),
        Place(
            label=_("Sessions"),
            url_name="scheduling:appointments",
            icon="calendar-days",
            pages=(
                *_ABOUT_TIMES,
                "scheduling:book",
                "scheduling:join_waitlist",
                "scheduling:offer",
                "scheduling:seat",
                "sessions:after",
                "sessions:feedback",
                "sessions:kept",
                "sessions:summary",
                "sessions:transcript",
            ),
        ),
        Place(label=_("Goals"), url_name="goals:index", icon="flag"),
        Place(label=_("Homework"), url_name="resources:homework", icon="notebook-pen"),
        Place(label=_("Library"), url_name="resources:library", icon="library"),
        Place(label=_("Journal"), url_name="resources:journal", icon="feather"),
    ),
    "therapist": (
        Place(label=_("Today"), url_name="home:home", icon="sun", pages=("sessions:usual_agenda",)),
        Place(
            label=_("Calendar"),
            url_name="scheduling:appointments",
            icon="calendar-days",
            pages=(
                *_ABOUT_TIMES,
                "scheduling:book_for",
                "scheduling:calendar_move",
                "scheduling:decline_request",
                "scheduling:group",
                "scheduling:groups",
                "scheduling:new_series",
                "scheduling:plan_group",
                "scheduling:requests",
            ),
        ),
        Place(label=_("Patients"), url_name="home:patients", icon="users", pages=_OF_A_PATIENT),
        Place(label=_("Library"), url_name="resources:library", icon="library"),
        Place(label=_("Hours"), url_name="scheduling:hours", icon="clock"),
    ),
    "admin": (
        Place(
            label=_("Overview"),
            url_name="home:home",
            icon="layout-dashboard",
            pages=("sessions:help_requests", "sessions:answer_help"),
        ),
        Place(
            label=_("Clinicians"),
            url_name="people:clinicians",
            icon="users",
            pages=("scheduling:book_for",),
        ),
        Place(label=_("Services"), url_name="scheduling:services", icon="list"),
        Place(label=_("Documents"), url_name="intake:documents", icon="file-text"),
        Place(
            label=_("Rules"),
            url_name="scheduling:rules",
            icon="sliders-horizontal",
            pages=("scheduling:practice_reminders",),
        ),
        Place(label=_("Notices"), url_name="people:notices", icon="mail"),
        Place(label=_("Audit trail"), url_name="people:audit", icon="history"),
    ),
}


def links(role: str, path: str, page: str = "") -> list[Link]:
    """The places of a role, in order, with the one marked that the page belongs to: that of its
    name `page`, else the one that `path` is at or below.

    A place whose URL does not exist is left out, so that an app can be taken away.
    """
    found = [(place, url) for place in PLACES[role] if (url := _url(place.url_name))]
    named = [url for place, url in found if page in place.pages]
    below = [url for _place, url in found if _is_below(path, url)]
    nearest = max(named or below, key=len, default="")
    return [
        Link(
            label=place.label,
            url=url,
            icon=place.icon,
            current="page" if url == path else "true" if url == nearest else "",
        )
        for place, url in found
    ]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _is_below(path: str, url: str) -> bool:
    return url != "/" and path.startswith(url)
