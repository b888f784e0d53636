"""A time was asked for: asked, declined, taken back, run out. A yes has a session's letters."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from notices.actions import enqueue, withdraw
from notices.kinds import Letter, kind
from notices.models import Notice
from people.models import Practice, User
from scheduling.free import Asking, Wish
from scheduling.models import BookingRequest, DeclineReason


def tell_asked(request: BookingRequest) -> None:
    """The therapist is asked; the patient has it in writing until when they hear."""
    for person in (request.care.therapist, request.care.patient):
        _enqueue("request_made", request, person)


def withdraw_asked(request: BookingRequest) -> None:
    """What has not been sent about the request is not true any more."""
    for person in (request.care.therapist, request.care.patient):
        withdraw(key=_key("request_made", request, person))


def tell_declined(request: BookingRequest) -> None:
    _enqueue("request_declined", request, request.care.patient)


def tell_withdrawn(request: BookingRequest) -> None:
    """Only a therapist who has read of the request is told that it is gone."""
    told = Notice.objects.filter(
        key=_key("request_made", request, request.care.therapist), sent_at__isnull=False
    )
    if told.exists():
        _enqueue("request_withdrawn", request, request.care.therapist)


def tell_lapsed(request: BookingRequest) -> None:
    people = [request.care.patient]
    if request.care.is_open:
        people.append(request.care.therapist)
    for person in people:
        _enqueue("request_lapsed", request, person)


@kind("request_made")
def request_made(notice: Notice) -> Letter | None:
    request = _request(notice)
    return _letter(request, notice) if request.is_live(at=timezone.now()) else None


@kind("request_declined")
def request_declined(notice: Notice) -> Letter:
    """With the nearest free times, when it was only the time that did not suit."""
    request = _request(notice)
    letter = _letter(request, notice)
    if request.decline_reason == DeclineReason.TIME:
        wish = Wish(
            therapist=request.care.therapist_id,
            wanted=request.service.wanted,
            starts_at=request.starts_at,
            asking=Asking(patient=request.care.patient),
        )
        letter.context["others"] = wish.alternatives(at=timezone.now(), count=3)
    return letter


@kind("request_withdrawn")
def request_withdrawn(notice: Notice) -> Letter:
    return _letter(_request(notice), notice)


@kind("request_lapsed")
def request_lapsed(notice: Notice) -> Letter:
    return _letter(_request(notice), notice)


def _enqueue(name: str, request: BookingRequest, person: User) -> None:
    enqueue(
        key=_key(name, request, person),
        kind=name,
        recipient=person,
        about=request.pk,
        expires_at=request.starts_at,
    )


def _key(name: str, request: BookingRequest, person: User) -> str:
    return f"{name}:{request.pk}:{person.pk}"


def _request(notice: Notice) -> BookingRequest:
    return BookingRequest.objects.with_people().get(pk=notice.about)


def _letter(request: BookingRequest, notice: Notice) -> Letter:
    care = request.care
    times = reverse("scheduling:therapist", args=[care.therapist.therapist_profile.slug])
    return Letter(
        context={
            # The words of a session's time read these two of it.
            "appointment": request,
            "modality": request.service.modality,
            "request": request,
            "link": settings.SITE_URL + reverse("scheduling:request", args=[request.pk]),
            "times": settings.SITE_URL + times,
            "therapists": settings.SITE_URL + reverse("scheduling:directory"),
            "wait": settings.SITE_URL
            + reverse("scheduling:join_waitlist", args=[care.therapist.therapist_profile.slug]),
            "practice": Practice.current(),
        }
    )
