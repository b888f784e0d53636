"""Becoming a therapist or an admin: by a link that works once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.http import Http404
from django.test import Client
from django.utils import timezone

from notices.actions import deliver_due
from notices.models import Notice
from people import actions
from people.errors import Refused
from people.models import Invitation, Role, TherapistProfile, User
from privacy.models import AuditEntry

NOW = timezone.now()
PASSWORD = "quiet river under stones"


def invited(by: User, email: str = "Elif@Example.com", role: Role = Role.THERAPIST) -> Invitation:
    return actions.invite(actor=by, email=email, full_name="Elif Demir", role=role, at=NOW)


def link_in_the_letter() -> str:
    deliver_due(at=timezone.now())
    found = re.search(r"/invitation/\S+/", str(mail.outbox[-1].body))
    assert found
    return found.group()


def test_from_invitation_to_second_factor(ines: User, client: Client) -> None:
    invited(ines)
    link = link_in_the_letter()
    assert mail.outbox[-1].to == ["elif@example.com"]
    page = client.get(link)
    assert "elif@example.com" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")

    client.cookies["tz"] = "Europe/Istanbul"
    answer = client.post(link, {"full_name": "Elif Demir", "password": PASSWORD})

    assert answer["Location"] == "/account/2fa/"
    elif_ = User.objects.get(email="elif@example.com")
    assert (elif_.role, elif_.time_zone) == (Role.THERAPIST, "Europe/Istanbul")
    assert elif_.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=elif_).verified
    assert TherapistProfile.objects.get(user=elif_).slug == "elif-demir"
    assert client.get("/home/")["Location"] == "/account/2fa/", "nothing before the second factor"


def test_the_link_works_once(ines: User, client: Client) -> None:
    invited(ines)
    link = link_in_the_letter()
    client.post(link, {"full_name": "Elif Demir", "password": PASSWORD})
    again = Client().get(link)
    assert again.status_code == 410
    assert "no longer works" in again.content.decode()
    posted = Client().post(link, {"full_name": "Somebody Else", "password": PASSWORD})
    assert posted.status_code == 410
    assert User.objects.filter(full_name="Somebody Else").count() == 0


def test_only_the_hash_is_kept(ines: User) -> None:
    invited(ines)
    link = link_in_the_letter()
    token = link.split("/")[2]
    assert token not in str(Invitation.objects.values().get())
    assert Notice.objects.get(kind="invitation").context == {}, "a sent link is forgotten"


def test_a_week_later_it_is_too_old(ines: User) -> None:
    invited(ines)
    token = link_in_the_letter().split("/")[2]
    assert actions.invitation_for(token, at=NOW + timedelta(days=6))
    assert actions.invitation_for(token, at=NOW + timedelta(days=7, minutes=1)) is None


def test_sending_again_replaces_the_link(ines: User, client: Client) -> None:
    invitation = invited(ines)
    old = link_in_the_letter()
    actions.resend_invitation(actor=ines, invitation=invitation, at=timezone.now())
    new = link_in_the_letter()
    assert old != new
    assert client.get(old).status_code == 410
    assert client.get(new).status_code == 200


def test_taken_back_before_it_was_sent(ines: User) -> None:
    invitation = invited(ines)
    actions.revoke_invitation(actor=ines, invitation=invitation, at=NOW)
    deliver_due(at=timezone.now())
    assert mail.outbox == []


def test_taken_back_after_it_was_sent(ines: User, client: Client) -> None:
    invitation = invited(ines)
    link = link_in_the_letter()
    actions.revoke_invitation(actor=ines, invitation=invitation, at=NOW)
    assert client.get(link).status_code == 410


def test_no_second_invitation_and_none_for_an_account(ines: User, alice: User) -> None:
    invited(ines)
    with pytest.raises(Refused, match="still open"):
        invited(ines)
    with pytest.raises(Refused, match="has an account already"):
        invited(ines, email=alice.email.upper())


def test_patients_are_not_invited(ines: User) -> None:
    with pytest.raises(Refused):
        invited(ines, role=Role.PATIENT)


@pytest.mark.parametrize("name", ["alice", "tariq", "mallory"])
def test_only_admins_invite(name: str, ines: User, request: pytest.FixtureRequest) -> None:
    other = request.getfixturevalue(name)
    invitation = invited(ines)
    before = AuditEntry.objects.count()
    for attempt in (
        lambda: invited(other, email="x@example.com"),
        lambda: actions.resend_invitation(actor=other, invitation=invitation, at=NOW),
        lambda: actions.revoke_invitation(actor=other, invitation=invitation, at=NOW),
    ):
        with pytest.raises(Http404):
            attempt()
    assert Invitation.objects.count() == 1
    assert AuditEntry.objects.count() == before


def test_a_weak_password_is_refused_and_the_name_given_back(ines: User, client: Client) -> None:
    invited(ines)
    link = link_in_the_letter()
    page = client.post(link, {"full_name": "Elif D.", "password": "elif"}).content.decode()
    assert "Elif D." in page
    assert "10 characters" in page
    assert Invitation.objects.get().accepted_at is None


def test_somebody_signed_in_is_asked_to_sign_out_first(
    ines: User, alice: User, client_for: Callable[[User | None], Client]
) -> None:
    invited(ines)
    link = link_in_the_letter()
    client = client_for(alice)
    assert "Sign out first" in client.get(link).content.decode()
    client.post(link, {"full_name": "Elif", "password": PASSWORD})
    assert not User.objects.filter(email="elif@example.com").exists()


def test_two_people_of_one_name_get_two_pages(ines: User, client: Client) -> None:
    for email in ("one@example.com", "two@example.com"):
        invited(ines, email=email)
        Client().post(link_in_the_letter(), {"full_name": "Elif Demir", "password": PASSWORD})
    assert {*TherapistProfile.objects.values_list("slug", flat=True)} == {
        "elif-demir",
        "elif-demir-2",
    }


def test_the_first_admin_comes_from_the_command_line(
    db: None, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    call_command("create_admin", email="first@example.com")
    link = capsys.readouterr().out.strip().removeprefix("http://localhost:8000")
    client.post(link, {"full_name": "First Admin", "password": PASSWORD})
    assert User.objects.get(email="first@example.com").role == Role.ADMIN
    with pytest.raises(CommandError, match="has an account already"):
        call_command("create_admin", email="first@example.com")


def printed_link(capsys: pytest.CaptureFixture[str], **options: str) -> str:
    call_command("create_admin", **options)
    return capsys.readouterr().out.strip().removeprefix("http://localhost:8000")


def test_a_lost_first_link_is_made_anew_and_the_old_one_stops_working(
    db: None, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    lost = printed_link(capsys, email="first@example.com")
    link = printed_link(capsys, email=" First@example.com")

    assert client.get(lost).status_code == 410
    assert client.get(link).status_code == 200
    invitation = Invitation.objects.get()
    resent = AuditEntry.objects.get(verb="invitation.resend")
    assert (resent.row_key, resent.actor_id) == (str(invitation.pk), None)
    assert not Notice.objects.exists(), "it is shown, not sent"


def test_a_link_an_admin_sent_gives_way_to_the_one_from_the_command_line(
    ines: User, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    invited(ines, role=Role.ADMIN)
    link = printed_link(capsys, email="elif@example.com")
    assert client.get(link).status_code == 200
    assert deliver_due(at=timezone.now()) == 0, "the letter would hold a link that is dead"


def test_the_command_line_leaves_a_therapists_invitation_alone(ines: User) -> None:
    invitation = invited(ines)
    with pytest.raises(CommandError, match="still open"):
        call_command("create_admin", email="elif@example.com")
    assert Invitation.objects.get().token_hash == invitation.token_hash


@pytest.mark.parametrize("email", ["first", "first@", "first@example.com, two@example.com", " "])
def test_the_command_line_takes_no_other_text_as_an_address(db: None, email: str) -> None:
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("create_admin", email=email)
    assert not Invitation.objects.exists()
