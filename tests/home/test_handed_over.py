"""A patient whose care was handed over: what each of them finds, and the way between the cares."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goals import actions as goals
from goals.models import Goal
from intake.actions import save_contact_card
from people.actions import hand_over
from people.models import Care, Practice, User
from privacy.models import AuditEntry
from resources.actions import assign, finish
from scheduling.models import Appointment
from tests.conftest import make_patient, make_therapist, open_active_care
from tests.goals.test_screens import NOW
from tests.intake.test_contact import CARD
from tests.sessions.writing import hold_session, sent_summary, signed_note

ClientFor = Callable[[User | None], Client]
NOT_TO_FOLLOW = ("/account/", "/library/")  # the shelf is empty here


@pytest.fixture
def held(care: Care, practice: Practice) -> Appointment:
    """Alice's time with Tariq: a session with its note and summary, a goal, homework done."""
    Care.objects.filter(pk=care.pk).update(opened_at=timezone.now() - timedelta(days=90))
    held = hold_session(care, ago=timedelta(days=7))
    signed_note(held)
    sent_summary(held, "We spoke about mornings.")
    goal = goals.propose(actor=care.therapist, care=care, text="Sleep through four nights", at=NOW)
    goals.agree(actor=care.patient, wording=goal.wordings.get(), at=NOW)
    done = assign(actor=care.therapist, care=care, title="A walk", at=NOW)
    finish(actor=care.patient, homework=done, answers={}, share=True, at=NOW)
    return held


@pytest.fixture
def third(db: None) -> User:
    return make_therapist(
        "third@example.com", "Third Person", slug="third", zone="UTC", needs=["sleep"]
    )


@pytest.fixture
def now_nadias(held: Appointment, care: Care, nadia: User, ines: User) -> Care:
    """Alice with Nadia, handed over by Ines."""
    return hand_over(care=care, to=nadia, by=ines)


def patient_page(care: Care) -> str:
    return reverse("home:patient", args=[care.pk])


def goals_page(care: Care) -> str:
    return reverse("goals:goals", args=[care.pk])


def look(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode()


def links(page: str) -> set[str]:
    """Where the page itself leads, apart from what stands around every page."""
    main = page[page.index("<main") : page.index("</main>")]
    found = {address.partition("#")[0] for address in re.findall(r'href="(/[^"]*)"', main)}
    return {address for address in found if not address.startswith(NOT_TO_FOLLOW)}


def test_the_next_therapist_finds_the_care_before_and_the_way_back(
    now_nadias: Care, care: Care, nadia: User, client_for: ClientFor
) -> None:
    client = client_for(nadia)
    page = look(client, patient_page(now_nadias))
    assert "Before, with Tariq Haddad" in page
    assert patient_page(care) in links(page)
    assert "handed over to" not in page
    before = look(client, patient_page(care))
    assert "ended by being handed over to Nadia Novak" in before
    assert "The care now" in before
    assert patient_page(now_nadias) in links(before)
    assert "Sleep through four nights" in before
    assert "Before, with" not in before


def test_what_is_new_is_told_apart_from_what_came_along(
    now_nadias: Care, care: Care, alice: User, nadia: User, client_for: ClientFor
) -> None:
    page = look(client_for(nadia), patient_page(now_nadias))
    assert "Nothing since the hand-over." in page
    assert "Nothing has been written yet." not in page
    goals = look(client_for(nadia), goals_page(care))
    assert "You both mean the same" not in goals, "she isn't one of the two"
    assert "They both meant the same" in goals
    assert "You both mean the same" in look(client_for(alice), goals_page(care))


def test_a_care_of_one_day_has_one_date(
    care: Care, nadia: User, ines: User, client_for: ClientFor
) -> None:
    Care.objects.filter(pk=care.pk).update(opened_at=timezone.now())
    page = look(client_for(nadia), patient_page(hand_over(care=care, to=nadia, by=ines)))
    box = page.partition("Before, with Tariq Haddad")[2].partition("</section>")[0]
    assert "nowrap" not in box


def test_the_patients_home_tells_it_for_a_while_at_no_cost(
    now_nadias: Care, alice: User, client_for: ClientFor
) -> None:
    client, told = client_for(alice), "Nadia has taken over from Tariq."
    look(client, "/home/")
    with CaptureQueriesContext(connection) as while_news:
        assert told in look(client, "/home/")
    Care.objects.filter(pk=now_nadias.pk).update(opened_at=timezone.now() - timedelta(days=31))
    with CaptureQueriesContext(connection) as later:
        assert told not in look(client, "/home/")
    assert len(while_news) == len(later)


def test_every_link_on_both_pages_can_be_followed(
    now_nadias: Care, care: Care, nadia: User, client_for: ClientFor
) -> None:
    client = client_for(nadia)
    for start in (now_nadias, care):
        for address in links(look(client, patient_page(start))):
            assert client.get(address, follow=True).status_code == 200, address


def test_the_one_who_had_it_reads_with_whom_it_went_on_and_no_further(
    now_nadias: Care, care: Care, tariq: User, client_for: ClientFor
) -> None:
    client = client_for(tariq)
    page = look(client, patient_page(care))
    assert "ended by being handed over to Nadia Novak" in page
    assert "The care now" not in page
    assert str(now_nadias.pk) not in page
    assert client.get(patient_page(now_nadias)).status_code == 404
    assert str(now_nadias.pk) not in look(client, goals_page(care))


def test_through_several_hands(
    now_nadias: Care,
    care: Care,
    nadia: User,
    third: User,
    ines: User,
    client_for: ClientFor,
) -> None:
    last = hand_over(care=now_nadias, to=third, by=ines)
    page = look(client_for(third), patient_page(last))
    assert page.index("Before, with Nadia Novak") < page.index("Before, with Tariq Haddad")
    first = look(client_for(third), patient_page(care))
    assert "handed over to Nadia Novak" in first
    assert patient_page(last) in links(first), "straight to the care now"
    middle = look(client_for(third), patient_page(now_nadias))
    assert "handed over to Third Person" in middle
    assert "Before, with Tariq Haddad" in middle
    seen_by_nadia = look(client_for(nadia), patient_page(care))
    assert "The care after it" in seen_by_nadia
    assert patient_page(now_nadias) in links(seen_by_nadia)
    assert str(last.pk) not in seen_by_nadia
    notes = look(client_for(third), reverse("sessions:notes", args=[last.pk]))
    assert "by Tariq Haddad, before the care was handed over" in notes


def test_the_page_costs_at_most_a_few_queries_more(
    now_nadias: Care, nadia: User, bruno: User, client_for: ClientFor
) -> None:
    client = client_for(nadia)
    plain = open_active_care(bruno, nadia)
    counts = []
    for care in (plain, now_nadias):
        client.get(patient_page(care))
        with CaptureQueriesContext(connection) as caught:
            client.get(patient_page(care))
        counts.append(len(caught))
    assert counts[1] <= counts[0] + 3


def test_the_list_costs_the_same_for_one_and_for_six_taken_over(
    now_nadias: Care, tariq: User, nadia: User, ines: User, client_for: ClientFor
) -> None:
    client = client_for(nadia)
    counts = []
    for round_of in (0, 5):
        for number in range(round_of):
            patient = make_patient(f"p{number}@example.com", f"Patient {number}")
            hand_over(care=open_active_care(patient, tariq), to=nadia, by=ines)
        client.get("/patients/")
        with CaptureQueriesContext(connection) as caught:
            page = client.get("/patients/").content.decode()
        counts.append(len(caught))
    assert page.count("with Tariq Haddad until") == 6
    assert counts[1] <= counts[0]


def test_the_patient_reaches_everything_from_before(
    now_nadias: Care, care: Care, held: Appointment, alice: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    home = look(client, "/home/")
    assert reverse("sessions:summary", args=[held.pk]) in links(home)
    assert "We spoke about mornings." in look(client, reverse("sessions:summary", args=[held.pk]))
    assert "A walk" in look(client, reverse("resources:homework"))
    page = look(client, reverse("goals:index"))
    assert "With Nadia Novak" in page
    assert "Goals agreed with Tariq Haddad" in page
    assert goals_page(care) in links(page)
    before = look(client, goals_page(care))
    assert "Sleep through four nights" in before
    assert "They stay here to be read" in before
    assert "Propose" not in before
    assert goals_page(now_nadias) in links(before)
    for address in links(home) | links(page) | links(before):
        assert client.get(address, follow=True).status_code == 200, address


def test_goals_from_before_are_read_and_not_changed(
    now_nadias: Care, care: Care, alice: User, nadia: User, client_for: ClientFor
) -> None:
    goal = Goal.objects.get(care=care)
    for person in (alice, nadia):
        client = client_for(person)
        proposed = client.post(reverse("goals:propose", args=[care.pk]), {"text": "More"})
        assert proposed.status_code == 403
        for verb in ("achieve", "set_aside", "reword"):
            address = reverse(f"goals:{verb}", args=[care.pk, goal.pk])
            assert client.post(address, {"text": "More"}).status_code == 403
    page = look(client_for(nadia), goals_page(now_nadias))
    assert "Goals agreed with Tariq Haddad" in page
    assert "Agreed with Tariq Haddad, until" in look(client_for(nadia), goals_page(care))
    read = AuditEntry.objects.filter(verb="goals.read", actor=nadia, care_key=str(care.pk))
    assert read.count() == 1


def test_without_goals_from_before_there_is_nothing_to_lead_to(
    care: Care, alice: User, nadia: User, ines: User, client_for: ClientFor
) -> None:
    goals.propose(actor=care.therapist, care=care, text="Never answered", at=NOW)
    successor = hand_over(care=care, to=nadia, by=ines)
    for person in (alice, nadia):
        assert "Goals agreed with" not in look(client_for(person), goals_page(successor))


def test_strangers_are_led_nowhere(
    now_nadias: Care, care: Care, bruno: User, ines: User, mallory: User, client_for: ClientFor
) -> None:
    for person in (bruno, ines, mallory):
        for address in (patient_page(care), goals_page(care), goals_page(now_nadias)):
            assert client_for(person).get(address).status_code == 404


def test_earlier_summaries_are_reached_through_the_past_sessions(
    now_nadias: Care, care: Care, held: Appointment, alice: User, client_for: ClientFor
) -> None:
    client = client_for(alice)
    past = look(client, reverse("scheduling:appointments"))
    assert reverse("scheduling:appointment", args=[held.pk]) in links(past)
    about = look(client, reverse("scheduling:appointment", args=[held.pk]))
    assert reverse("sessions:summary", args=[held.pk]) in links(about)


def test_only_the_card_that_may_have_changed_since_is_shown(
    care: Care, alice: User, tariq: User, nadia: User, ines: User, client_for: ClientFor
) -> None:
    def keep(of: Care, name: str) -> None:
        told = CARD | {"emergency_name": name}
        save_contact_card(actor=alice, care=of, at=timezone.now(), **told)

    keep(care, "Jo Moreau")
    successor = hand_over(care=care, to=nadia, by=ines)
    keep(successor, "Sam Moreau")
    client = client_for(nadia)
    assert "Sam Moreau" in look(client, patient_page(successor))
    before = look(client, patient_page(care))
    assert "Jo Moreau" not in before
    assert "whom to call stands with the care after this one" in before
    read = AuditEntry.objects.filter(verb="contact.read", actor=nadia)
    assert [entry.care_key for entry in read] == [str(successor.pk)]
    assert "Sam Moreau" not in look(client_for(tariq), patient_page(care))
