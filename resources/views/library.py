"""The library, for everybody who is signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from people import access
from people.access import Action
from people.errors import Refused
from resources import actions
from resources.forms import GiveForm, ShelfForm
from resources.kinds import LIBRARY_KINDS, Topic
from resources.models import LibraryItem


@access.member_required
def library(request: HttpRequest) -> HttpResponse:
    """Everything there is, narrowed by topic, kind and words."""
    access.require(request.user, Action.READ_LIBRARY)
    chosen = ShelfForm(request.GET).chosen()
    items = LibraryItem.objects.published().holding(chosen["words"]).prefetch_related("topics")
    if chosen["topic"]:
        items = items.about(chosen["topic"])
    if chosen["kind"]:
        items = items.of_kind(chosen["kind"])
    return render(
        request,
        "resources/library.html",
        {
            "items": items,
            "chosen": chosen,
            "narrowed": any(chosen.values()),
            "topics": Topic.choices,
            "kinds": LIBRARY_KINDS,
        },
    )


@access.member_required
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """One item to read, or to do in the page."""
    access.require(request.user, Action.READ_LIBRARY)
    found = get_object_or_404(LibraryItem.objects.published(), slug=slug)
    return render(request, "resources/item.html", {"item": found})


@access.therapist_required
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """Give an item as homework: to whom, until when."""
    found = get_object_or_404(LibraryItem.objects.published(), slug=slug)
    cares = access.cares(request.user, Action.GIVE_HOMEWORK)
    form = GiveForm(request.POST or None, cares=cares, initial={"care": request.GET.get("care")})
    if request.method == "POST" and form.is_valid():
        care = form.cleaned_data["care"]
        try:
            actions.assign(
                actor=access.person(request), item=found, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request,
                _("“%(title)s” is now with %(name)s.")
                % {"title": found.title, "name": care.patient.known_as},
            )
            return redirect("resources:given", care=care.pk)
    return render(request, "resources/give.html", {"item": found, "form": form, "cares": cares})
