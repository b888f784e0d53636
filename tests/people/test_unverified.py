"""Accounts whose address nobody confirmed: they stand in nobody's way, and go after a week."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notices.actions import deliver_due
from people import actions
from people.errors import Refused
from people.models import Care, Invitation, Role, TherapistProfile, User
from people.tasks import purge_unverified
from privacy import audit
from privacy.models import AuditEntry

NOW = timezone.now()
EMAIL = "elif@example.com"
PASSWORD = "quiet river under stones"


def sign_up(client: Client, email: str = EMAIL) -> User:
    client.post("/account/signup/", {"email": email, "password1": PASSWORD, "full_name": "X"})
    user = User.objects.get(email=email)
    assert not EmailAddress.objects.get(user=user).verified
    return user


def confirm(user: User) -> None:
    EmailAddress.objects.filter(user=user).update(verified=True)


def long_ago(user: User, **ago: int) -> None:
    User.objects.filter(pk=user.pk).update(joined_at=timezone.now() - timedelta(**ago))


def invited(by: User) -> Invitation:
    return actions.invite(
        actor=by, email=EMAIL, full_name="Elif Demir", role=Role.THERAPIST, at=NOW
    )


def link_in_the_letter() -> str:
    deliver_due(at=timezone.now())
    found = re.search(r"/invitation/\S+/", str(mail.outbox[-1].body))
    assert found
    return found.group()


def test_a_sign_up_in_a_therapists_name_gives_way_to_the_invited(ines: User) -> None:
    squatter = Client()
    squatted = sign_up(squatter)
    invited(ines)
    assert User.objects.filter(pk=squatted.pk).exists(), "a typing mistake removes nobody"

    answer = Client().post(link_in_the_letter(), {"full_name": "Elif", "password": PASSWORD})

    assert answer["Location"] == "/account/2fa/"
    elif_ = User.objects.get(email=EMAIL)
    assert elif_.pk != squatted.pk
    assert elif_.role == Role.THERAPIST
    assert TherapistProfile.objects.filter(user=elif_).exists()
    assert EmailAddress.objects.get(email=EMAIL).user == elif_
    assert AuditEntry.objects.get(verb="account.lapse").row_key == str(squatted.pk)
    assert audit.verify().fault is None
    assert squatter.get("/account/confirm-email/").status_code in {200, 302}
    assert squatter.post("/account/confirm-email/", {"code": "ABC123"}).status_code in {200, 302}


def test_so_does_one_made_after_the_invitation(ines: User) -> None:
    invited(ines)
    link = link_in_the_letter()
    sign_up(Client())
    Client().post(link, {"full_name": "Elif", "password": PASSWORD})
    assert User.objects.get(email=EMAIL).role == Role.THERAPIST


def test_an_account_somebody_confirmed_stays(ines: User) -> None:
    user = sign_up(Client())
    confirm(user)
    with pytest.raises(Refused, match="has an account already"):
        invited(ines)


def test_one_confirmed_after_the_invitation_stays_and_the_page_says_what_to_do(
    ines: User,
) -> None:
    invited(ines)
    link = link_in_the_letter()
    user = sign_up(Client())
    confirm(user)
    page = Client().post(link, {"full_name": "Elif", "password": PASSWORD}).content.decode()
    assert "invite another address of yours" in page
    assert User.objects.get(email=EMAIL).pk == user.pk
    assert not AuditEntry.objects.filter(verb="account.lapse").exists()


def test_after_a_week_it_is_removed(db: None) -> None:
    late, early = sign_up(Client(), "late@example.com"), sign_up(Client(), "early@example.com")
    long_ago(late, days=7)
    long_ago(early, days=6, hours=23)

    assert purge_unverified() == 1

    assert [*User.objects.all()] == [early]
    entry = AuditEntry.objects.get(verb="account.lapse")
    assert (entry.row_key, entry.origin, entry.actor_id) == (str(late.pk), "worker", None)
    assert audit.verify().fault is None


def test_whoever_has_begun_anything_is_kept(db: None, tariq: User) -> None:
    people = {
        name: sign_up(Client(), f"{name}@example.com") for name in ("confirmed", "came", "cared")
    }
    for user in people.values():
        long_ago(user, days=30)
    confirm(people["confirmed"])
    User.objects.filter(pk=people["came"].pk).update(last_login=NOW)
    Care.objects.create(
        patient=people["cared"], therapist=tariq, opened_by=people["cared"], opened_at=NOW
    )
    by_hand = User.objects.create_user("by-hand@example.com")
    long_ago(by_hand, days=30)

    assert purge_unverified() == 0
    kept = [by_hand, *people.values()]
    assert User.objects.filter(pk__in=[user.pk for user in kept]).count() == len(kept)


def test_the_trail_can_be_read_without_whoever_is_gone(
    ines: User, client_for: Callable[[User], Client]
) -> None:
    user = sign_up(Client())
    long_ago(user, days=8)
    purge_unverified()
    assert AuditEntry.objects.filter(actor_id=user.pk, verb="account.sign_up").exists()
    page = client_for(ines).get(reverse("people:audit"))
    assert page.status_code == 200
    assert "an account that was never confirmed was removed" in page.content.decode()
