"""Verbs of what people keep about themselves, and of the licence an admin keeps."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from people import access
from people.access import Action
from people.models import TagKind, TherapistProfile, User
from people.signals import details_saved
from privacy import audit

DETAILS = ("full_name", "preferred_name", "pronouns", "phone", "time_zone", "language")


def save_details(*, actor: User, **details: str) -> None:
    """Keep one's own details. The trail says which have changed, not to what."""
    with transaction.atomic():
        before = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
        changed = [name for name in DETAILS if details[name] != getattr(before, name)]
        for name in DETAILS:
            setattr(actor, name, details[name])
        if changed:
            actor.save(update_fields=changed)
            details_saved.send(User, person=actor, changed=changed)
            audit.record("details.save", actor=actor, row=actor, detail={"changed": changed})


def save_profile(
    *,
    actor: User,
    title: str,
    words: str,
    accepting: bool,
    needs: Sequence[str],
    approaches: Sequence[str],
    languages: Sequence[str],
) -> TherapistProfile:
    """Keep what one shows of oneself as a therapist."""
    access.require(actor, Action.KEEP_HOURS)
    with transaction.atomic():
        profile = TherapistProfile.objects.select_for_update().get(user=actor)
        profile.title, profile.words = title, words
        profile.accepting_new_patients = accepting
        profile.save(update_fields=["title", "words", "accepting_new_patients"])
        chosen = {
            TagKind.NEED: needs,
            TagKind.APPROACH: approaches,
            TagKind.LANGUAGE: languages,
        }
        profile.tags.all().delete()
        for kind, codes in chosen.items():
            for code in codes:
                profile.tags.create(kind=kind, code=code)
        audit.record("profile.save", actor=actor, row=profile)
    return profile


def save_photo(*, actor: User, picture: bytes) -> None:
    """Show this photo, a WebP of our own making, under a name nobody can guess."""
    access.require(actor, Action.KEEP_HOURS)
    with transaction.atomic():
        profile = TherapistProfile.objects.select_for_update().get(user=actor)
        old = profile.photo.name
        profile.photo.save(f"{uuid4().hex}.webp", ContentFile(picture), save=False)
        profile.save(update_fields=["photo"])
        _forget(old)
        audit.record("profile.photo", actor=actor, row=profile)


def remove_photo(*, actor: User) -> None:
    """Show initials instead of a photo."""
    access.require(actor, Action.KEEP_HOURS)
    with transaction.atomic():
        profile = TherapistProfile.objects.select_for_update().get(user=actor)
        old = profile.photo.name
        profile.photo = ""
        profile.save(update_fields=["photo"])
        _forget(old)
        audit.record("profile.remove_photo", actor=actor, row=profile)


def save_licence(
    *,
    actor: User,
    profile: TherapistProfile,
    number: str,
    jurisdiction: str,
    expires_on: date | None,
) -> None:
    """Keep a therapist's licence. The trail keeps until when it was said to hold."""
    access.require(actor, Action.RUN_PRACTICE)
    with transaction.atomic():
        TherapistProfile.objects.filter(pk=profile.pk).update(
            licence_number=number, licence_jurisdiction=jurisdiction, licence_expires_on=expires_on
        )
        until = expires_on.isoformat() if expires_on else ""
        audit.record("licence.save", actor=actor, row=profile, detail={"until": until})


def _forget(name: str | None) -> None:
    if name:
        transaction.on_commit(partial(default_storage.delete, name))
