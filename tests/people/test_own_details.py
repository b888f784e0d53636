"""One's own details, and what was seen by whom."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from people import access, phones, zones
from people.access import Action
from people.models import Care, User
from privacy import audit
from privacy.models import AuditEntry

ClientFor = Callable[[User | None], Client]

TOLD = {
    "full_name": "Alice Moreau",
    "preferred_name": "Ali",
    "pronouns": "she/her",
    "phone": "912 345 678",
    "time_zone": "europe/berlin",
    "language": "en",
}


def test_details_are_kept(alice: User, client_for: ClientFor) -> None:
    page = client_for(alice).post("/me/", TOLD, follow=True)
    alice.refresh_from_db()
    assert alice.known_as == "Ali"
    assert alice.phone == "+351 912 345 678", "no country code means the practice's country"
    assert alice.time_zone == "Europe/Berlin"
    assert "Saved." in page.content.decode()
    entry = AuditEntry.objects.get(verb="details.save")
    assert "912" not in str(entry.detail)
    assert set(entry.detail["changed"]) == {"preferred_name", "pronouns", "phone", "time_zone"}


def test_saving_the_same_again_writes_nothing(alice: User, client_for: ClientFor) -> None:
    client = client_for(alice)
    client.post("/me/", TOLD)
    client.post("/me/", TOLD)
    assert AuditEntry.objects.filter(verb="details.save").count() == 1


def test_the_phone_is_ciphertext(alice: User, client_for: ClientFor) -> None:
    client_for(alice).post("/me/", TOLD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_user WHERE email = %s", [alice.email])
        assert "912" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "call me"), ("time_zone", "Atlantis"), ("full_name", " ")]
)
def test_a_mistake_is_explained_and_the_rest_given_back(
    field: str, value: str, alice: User, client_for: ClientFor
) -> None:
    page = client_for(alice).post("/me/", TOLD | {field: value}).content.decode()
    assert 'value="Ali"' in page
    assert "field--invalid" in page
    alice.refresh_from_db()
    assert alice.preferred_name == ""


def test_a_role_cannot_be_chosen(alice: User, client_for: ClientFor) -> None:
    client_for(alice).post("/me/", TOLD | {"role": "admin", "is_active": "on"})
    alice.refresh_from_db()
    assert alice.role == "patient"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("lisbon", "Europe/Lisbon"),
        (" new york ", "America/New_York"),
        ("utc", "UTC"),
        ("Calcutta", "Asia/Kolkata"),
        ("asia/calcutta", "Asia/Kolkata"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Nicosia", "Asia/Nicosia"),
        ("Nowhere", None),
        ("", None),
    ],
)
def test_a_zone_is_found_by_its_city(typed: str, found: str | None) -> None:
    assert zones.find(typed) == found


def test_the_list_has_each_place_once_by_todays_name() -> None:
    listed = {name for name, _label in zones.zone_choices()}
    assert {"Asia/Kolkata", "Europe/Kyiv", "America/Argentina/Buenos_Aires", "UTC"} <= listed
    assert not {"Asia/Calcutta", "Europe/Kiev", "US/Pacific", "Brazil/East"} & listed
    assert {"Europe/Stockholm", "Europe/Berlin"} <= listed, "two places, though one clock"
    assert ("US/Pacific", "US/Pacific") in zones.zone_choices(keep="US/Pacific")


@pytest.mark.parametrize(
    ("name", "today"),
    [
        ("Asia/Calcutta", "Kolkata"),
        ("Europe/Kiev", "Kyiv"),
        ("America/Coral_Harbour", "Atikokan"),
        ("Europe/Lisbon", "Lisbon"),
        ("EST", "EST"),
        ("Etc/GMT+3", "GMT+3"),
    ],
)
def test_a_zone_is_shown_by_todays_name(name: str, today: str) -> None:
    assert zones.city(name) == today


def test_every_name_that_was_ever_saved_stays_valid() -> None:
    for name in zones.zone_names():
        zones.valid_zone(name)
        assert zones.is_zone(zones.current(name))


@pytest.mark.parametrize(
    ("written", "kept"),
    [("00351 912345678", "+351 912 345 678"), ("+44 20 7946 0188", "+44 20 7946 0188")],
)
def test_phones_are_kept_as_people_read_them(written: str, kept: str) -> None:
    assert phones.parse(written, country="PT") == kept


def test_a_patient_sees_who_read_what(
    care: Care, alice: User, tariq: User, client_for: ClientFor
) -> None:
    access.note_reading(tariq, Action.READ_GOALS, row=care, care=care)
    access.note_reading(tariq, Action.READ_GOALS, row=care, care=care)
    access.note_reading(alice, Action.READ_GOALS, row=care, care=care)
    audit.record("goal.propose", actor=tariq, row=care, care=care)
    client = client_for(alice)

    page = " ".join(client.get("/me/seen/").content.decode().split())
    assert "<strong>Tariq Haddad</strong> read the goals" in page
    assert "2 times, last at" in page
    assert "<strong>You</strong>" not in page
    assert "proposed a goal" not in page

    everything = " ".join(client.get("/me/seen/?all").content.decode().split())
    assert "<strong>You</strong> read the goals" in everything
    assert "proposed a goal" in everything


def test_others_cares_and_private_notes_are_not_there(
    care: Care, nadias_care: Care, alice: User, tariq: User, nadia: User, client_for: ClientFor
) -> None:
    access.note_reading(nadia, Action.READ_GOALS, row=nadias_care, care=nadias_care)
    access.note_reading(tariq, Action.KEEP_PRIVATE_NOTE, row=care, care=care)
    for address in ("/me/seen/", "/me/seen/?all"):
        page = client_for(alice).get(address).content.decode()
        assert "Nothing has been opened yet" in page


def test_the_trail_is_paged(
    care: Care, alice: User, tariq: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.views.me.PAGE", 2)
    for action in (Action.READ_GOALS, Action.READ_ANSWERS, Action.READ_CONTACT):
        access.note_reading(tariq, action, row=care, care=care)
    client = client_for(alice)
    first = client.get("/me/seen/")
    assert "read the goals" not in first.content.decode()
    older = first.context["older"]
    assert "read the goals" in client.get(f"/me/seen/?before={older}").content.decode()
