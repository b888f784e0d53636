"""One's own screens: details, what has been seen by whom, and a therapist's profile."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people import access, actions, trail
from people.forms import DetailsForm, PhotoForm, ProfileForm
from people.models import TherapistProfile, User

PAGE = 200


@require_http_methods(["GET", "POST"])
@access.member_required
def details(request: HttpRequest) -> HttpResponse:
    """Name, pronouns, phone, zone and language."""
    person = access.person(request)
    # A form's instance is changed by validation: the page must go on greeting the saved person.
    form = DetailsForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        actions.save_details(actor=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:details")
    return render(request, "people/details.html", {"form": form})


@require_GET
@access.patient_required
def seen(request: HttpRequest) -> HttpResponse:
    """What others have read of one's own record, or with ``?all`` everything that was done."""
    all_deeds = "all" in request.GET
    entries = trail.about_care_of(access.person(request), all_deeds=all_deeds)
    if (before := request.GET.get("before", "")).isdecimal():
        entries = entries.filter(pk__lt=int(before))
    page = [*entries[: PAGE + 1]]
    older = page[PAGE - 1].pk if len(page) > PAGE else None
    context = {"days": trail.by_day(page[:PAGE]), "all_deeds": all_deeds, "older": older}
    return render(request, "people/seen.html", context)


@require_http_methods(["GET", "POST"])
@access.therapist_required
def profile(request: HttpRequest) -> HttpResponse:
    """What a therapist shows of themselves."""
    person = access.person(request)
    own = _own_profile(person)
    form = ProfileForm(
        request.POST or None, instance=_own_profile(person), initial=own.codes_by_field()
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.save_profile(
            actor=person,
            title=told["title"],
            words=told["words"],
            accepting=told["accepting_new_patients"],
            needs=told["needs"],
            approaches=told["approaches"],
            languages=told["languages"],
        )
        messages.success(request, _("Saved. This is what people see from now on."))
        return redirect("people:profile")
    return _profile_page(request, own, form=form)


@require_GET
@access.therapist_required
def preview(request: HttpRequest) -> HttpResponse:
    """One's own page as patients see it."""
    own = _own_profile(access.person(request))
    return render(request, "people/preview.html", {"profile": own})


@require_POST
@access.therapist_required
def save_photo(request: HttpRequest) -> HttpResponse:
    """Take a photo, checked by its content and drawn anew."""
    form = PhotoForm(request.POST, request.FILES)
    person = access.person(request)
    if form.is_valid():
        actions.save_photo(actor=person, picture=form.cleaned_data["photo"])
        messages.success(request, _("Your photo is in place."))
        return redirect("people:profile")
    return _profile_page(request, _own_profile(person), photo_form=form)


@require_POST
@access.therapist_required
def remove_photo(request: HttpRequest) -> HttpResponse:
    """Back to initials."""
    actions.remove_photo(actor=access.person(request))
    messages.success(request, _("Your photo is gone. Your initials stand in its place."))
    return redirect("people:profile")


def _own_profile(person: User) -> TherapistProfile:
    return get_object_or_404(TherapistProfile.objects.with_people(), user=person)


def _profile_page(
    request: HttpRequest,
    own: TherapistProfile,
    *,
    form: ProfileForm | None = None,
    photo_form: PhotoForm | None = None,
) -> HttpResponse:
    if form is None:
        form = ProfileForm(instance=own, initial=own.codes_by_field())
    context = {"form": form, "photo_form": photo_form or PhotoForm(), "profile": own}
    return render(request, "people/profile.html", context)
