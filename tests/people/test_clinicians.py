"""The admin's list of clinicians."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from people.actions import save_licence, suspend
from people.clinicians import clinicians, licence_state
from people.models import Care, TherapistProfile, User
from privacy.models import AuditEntry
from scheduling.actions import pause_bookings, resume_bookings
from tests.conftest import make_therapist

ClientFor = Callable[[User | None], Client]
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("number", "days", "state"),
    [
        ("", 400, "missing"),
        ("123", None, "missing"),
        ("123", -1, "expired"),
        ("123", 0, "expiring"),
        ("123", 60, "expiring"),
        ("123", 61, "holds"),
    ],
)
def test_a_licence_warns_60_days_before(number: str, days: int | None, state: str) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    profile = TherapistProfile(licence_number=number, licence_expires_on=until)
    assert licence_state(profile, on=TODAY) == state


def test_the_list_takes_three_queries_however_long(
    care: Care, ines: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        make_therapist(
            f"t{number}@example.com", f"T {number}", slug=f"t-{number}", zone="UTC", needs=[]
        )
    with django_assert_num_queries(3):
        found = clinicians(on=timezone.localdate())
    assert len(found) == 10
    (tariq,) = [one for one in found if one.user.full_name == "Tariq Haddad"]
    assert (tariq.caseload, tariq.has_second_factor, tariq.is_suspended) == (1, True, False)


def test_the_page_takes_the_same_queries_however_long(
    care: Care, ines: User, client_for: ClientFor
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_for(ines)
    client.get("/practice/clinicians/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/practice/clinicians/")
    for number in range(8):
        make_therapist(
            f"t{number}@example.com", f"T {number}", slug=f"t-{number}", zone="UTC", needs=[]
        )
    with CaptureQueriesContext(connection) as many:
        client.get("/practice/clinicians/")
    assert len(many) == len(few)


def test_a_therapist_without_second_factor_stands_out(
    ines: User, tariq: User, client_for: ClientFor
) -> None:
    tariq.authenticator_set.all().delete()
    page = client_for(ines).get("/practice/clinicians/").content.decode()
    assert "not yet" in page


def test_the_licence_is_kept_and_audited(ines: User, tariq: User, client_for: ClientFor) -> None:
    until = timezone.localdate() + timedelta(days=700)
    client_for(ines).post(
        reverse("people:licence", args=[tariq.pk]),
        {
            "licence_number": "OPP-1",
            "licence_jurisdiction": "Portugal",
            "licence_expires_on": until.isoformat(),
        },
    )
    profile = TherapistProfile.objects.get(user=tariq)
    assert (profile.licence_number, profile.licence_expires_on) == ("OPP-1", until)
    assert AuditEntry.objects.get(verb="licence.save").detail == {"until": until.isoformat()}


@pytest.mark.parametrize(
    ("number", "days", "said"),
    [
        ("", None, "Still missing: the number and “Valid until”."),
        ("OPP-1", None, "Still missing: “Valid until”."),
        ("", 100, "Still missing: the number."),
        ("OPP-1", -1, "It has ended, so their page stays hidden"),
        ("OPP-1", 100, "Licence saved."),
    ],
)
def test_saving_the_licence_says_what_it_lacks(
    number: str, days: int | None, said: str, ines: User, tariq: User, client_for: ClientFor
) -> None:
    until = "" if days is None else (timezone.localdate() + timedelta(days=days)).isoformat()
    typed = {"licence_number": number, "licence_expires_on": until, "licence_jurisdiction": ""}
    client = client_for(ines)
    page = client.post(reverse("people:licence", args=[tariq.pk]), typed, follow=True)
    assert said in page.content.decode()
    optional = [field.split("</label>")[0] for field in page.content.decode().split("<label")]
    assert [field for field in optional if "Licence number" in field or "Valid until" in field]
    assert not any(
        "(optional)" in field
        for field in optional
        if "Licence number" in field or "Valid until" in field
    )
    assert any("(optional)" in field for field in optional if "Licensed in" in field)


def test_an_expired_licence_hides_the_page(ines: User, tariq: User) -> None:
    today = timezone.localdate()
    save_licence(
        actor=ines,
        profile=tariq.therapist_profile,
        number="1",
        jurisdiction="Portugal",
        expires_on=today - timedelta(days=1),
    )
    assert not TherapistProfile.objects.listed(on=today).exists()


def test_inviting_from_the_page(ines: User, client_for: ClientFor) -> None:
    client = client_for(ines)
    asked = {"full_name": "Elif Demir", "email": "elif@example.com", "role": "therapist"}
    answer = client.post("/practice/clinicians/invite/", asked, follow=True)
    assert "The e-mail to elif@example.com is on its way." in answer.content.decode()
    assert mail.outbox == [], "letters are the worker's"
    again = client.post("/practice/clinicians/invite/", asked).content.decode()
    assert "still open" in again
    assert 'value="Elif Demir"' in again


@pytest.mark.parametrize("missing", [{"licence_number": ""}, {"licence_expires_on": None}])
def test_without_number_or_date_of_the_licence_nobody_is_listed(
    missing: dict[str, Any], tariq: User
) -> None:
    today = timezone.localdate()
    assert TherapistProfile.objects.listed(on=today).exists()
    TherapistProfile.objects.filter(user=tariq).update(**missing)
    assert not TherapistProfile.objects.listed(on=today).exists()
    assert not TherapistProfile.objects.get().licence_holds(on=today)


def test_the_state_is_what_is_true(ines: User, tariq: User, client_for: ClientFor) -> None:
    def state() -> str:
        page = client_for(ines).get("/practice/clinicians/").content.decode()
        words = "takes new patients", "bookings paused", "page hidden: no valid licence", "full"
        (said,) = [one for one in words if f"{one}</span>" in page]
        return said

    assert state() == "takes new patients"
    pause_bookings(actor=tariq, at=timezone.now())
    assert state() == "bookings paused"
    TherapistProfile.objects.update(licence_expires_on=timezone.localdate() - timedelta(days=1))
    assert state() == "page hidden: no valid licence"
    resume_bookings(actor=tariq)
    TherapistProfile.objects.update(licence_expires_on=timezone.localdate())
    assert state() == "takes new patients"
    TherapistProfile.objects.update(accepting_new_patients=False)
    assert state() == "full"


def test_a_page_that_is_not_written_or_whose_therapist_is_suspended_says_so(
    ines: User, tariq: User, nadia: User, client_for: ClientFor
) -> None:
    TherapistProfile.objects.filter(user=nadia).update(words="")
    suspend(actor=ines, user=tariq, reason="A complaint", at=timezone.now())
    page = client_for(ines).get("/practice/clinicians/").content.decode()
    assert "page not written yet</span>" in page
    assert "suspended</span>" in page
    assert "takes new patients</span>" not in page
