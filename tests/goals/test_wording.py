"""Coming to the same words."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.utils import timezone

from goals import actions
from goals.models import Agreement, ClosedAs, Goal, Wording
from notices.models import Notice
from people.actions import end_care
from people.errors import Refused
from people.models import Care, EndReason, User
from privacy.models import AuditEntry

NOW = timezone.now()


def proposed(care: Care, by: User, text: str = "Sleep through four nights") -> Goal:
    return actions.propose(actor=by, care=care, text=text, at=NOW)


def fresh(goal: Goal) -> Goal:
    return Goal.objects.with_words().get(pk=goal.pk)


def test_a_goal_counts_once_both_have_agreed(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, alice)
    assert fresh(goal).state == "proposed"
    assert not Goal.objects.agreed().exists()
    assert [*Goal.objects.waiting_for(tariq)] == [goal]
    assert not Goal.objects.waiting_for(alice).exists()

    actions.agree(actor=tariq, wording=goal.wordings.get(), at=NOW)

    assert fresh(goal).state == "agreed"
    assert fresh(goal).words == "Sleep through four nights"
    assert [*Goal.objects.agreed()] == [goal]
    assert not Goal.objects.waiting_for(tariq).exists()


def test_the_therapist_may_propose_too(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, tariq)
    actions.agree(actor=alice, wording=goal.wordings.get(), at=NOW)
    assert fresh(goal).state == "agreed"


def test_agreeing_to_ones_own_words_again_changes_nothing(care: Care, alice: User) -> None:
    goal = proposed(care, alice)
    actions.agree(actor=alice, wording=goal.wordings.get(), at=NOW)
    assert fresh(goal).state == "proposed"


def test_old_words_stay_in_force_until_both_agree_to_new_ones(
    care: Care, alice: User, tariq: User
) -> None:
    goal = proposed(care, alice)
    actions.agree(actor=tariq, wording=goal.wordings.get(), at=NOW)
    new = actions.reword(
        actor=tariq, goal=goal, text="Sleep through five nights", at=NOW + timedelta(hours=1)
    )

    assert fresh(goal).words == "Sleep through four nights"
    assert fresh(goal).state == "agreed"
    assert fresh(goal).waits_for(alice)

    actions.agree(actor=alice, wording=new, at=NOW + timedelta(hours=2))
    assert fresh(goal).words == "Sleep through five nights"


def test_declined_new_words_leave_the_old_in_force(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, alice)
    actions.agree(actor=tariq, wording=goal.wordings.get(), at=NOW)
    new = actions.reword(actor=tariq, goal=goal, text="Sleep all week", at=NOW)
    actions.decline(actor=alice, wording=new, at=NOW)
    assert fresh(goal).words == "Sleep through four nights"
    assert fresh(goal).open_wording is None


def test_agreeing_to_words_that_were_just_replaced_is_refused(
    care: Care, alice: User, tariq: User
) -> None:
    goal = proposed(care, alice)
    old = goal.wordings.get()
    actions.reword(actor=alice, goal=goal, text="Sleep through three nights", at=NOW)
    with pytest.raises(Refused, match="Alice has just changed the words"):
        actions.agree(actor=tariq, wording=old, at=NOW)
    assert fresh(goal).state == "proposed"
    assert Agreement.objects.filter(person=tariq).count() == 0


def test_words_that_were_taken_back_are_refused(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, alice)
    wording = goal.wordings.get()
    actions.withdraw(actor=alice, wording=wording, at=NOW)
    with pytest.raises(Refused, match="taken these words back"):
        actions.agree(actor=tariq, wording=wording, at=NOW)
    assert fresh(goal).state == "declined"


def test_a_counterproposal_replaces_the_proposal(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, alice)
    actions.reword(actor=tariq, goal=goal, text="Sleep through three nights", at=NOW)
    closed = Wording.objects.get(closed_at__isnull=False)
    assert closed.closed_as == ClosedAs.REPLACED
    assert fresh(goal).waits_for(alice)
    assert not fresh(goal).waits_for(tariq)


def test_only_the_proposer_takes_back_and_only_the_other_declines(
    care: Care, alice: User, tariq: User
) -> None:
    wording = proposed(care, alice).wordings.get()
    with pytest.raises(Refused):
        actions.withdraw(actor=tariq, wording=wording, at=NOW)
    with pytest.raises(Refused):
        actions.decline(actor=alice, wording=wording, at=NOW)


def test_agreed_words_are_not_declined_or_taken_back(care: Care, alice: User, tariq: User) -> None:
    wording = proposed(care, alice).wordings.get()
    actions.agree(actor=tariq, wording=wording, at=NOW)
    with pytest.raises(Refused, match="propose others"):
        actions.withdraw(actor=alice, wording=wording, at=NOW)
    with pytest.raises(Refused, match="propose others"):
        actions.decline(actor=tariq, wording=wording, at=NOW)


@pytest.mark.parametrize("text", ["", "   ", "x" * 301])
def test_words_must_be_words(care: Care, alice: User, text: str) -> None:
    with pytest.raises(Refused):
        actions.propose(actor=alice, care=care, text=text, at=NOW)
    assert not Goal.objects.exists()
    assert not AuditEntry.objects.filter(verb="goal.propose").exists()


def test_the_same_words_again_are_refused(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, alice)
    with pytest.raises(Refused, match="proposed already"):
        actions.reword(actor=tariq, goal=goal, text=" Sleep through  four nights", at=NOW)
    actions.agree(actor=tariq, wording=goal.wordings.get(), at=NOW)
    with pytest.raises(Refused, match="agreed to already"):
        actions.reword(actor=tariq, goal=goal, text="Sleep through four nights", at=NOW)


@pytest.mark.parametrize("name", ["nadia", "bruno", "ines", "mallory"])
def test_others_leave_no_trace(
    name: str, care: Care, alice: User, request: pytest.FixtureRequest
) -> None:
    other = request.getfixturevalue(name)
    goal = proposed(care, alice)
    wording = goal.wordings.get()
    before = AuditEntry.objects.count()
    for attempt in (
        lambda: actions.propose(actor=other, care=care, text="Mine", at=NOW),
        lambda: actions.reword(actor=other, goal=goal, text="Mine", at=NOW),
        lambda: actions.agree(actor=other, wording=wording, at=NOW),
        lambda: actions.decline(actor=other, wording=wording, at=NOW),
        lambda: actions.withdraw(actor=other, wording=wording, at=NOW),
        lambda: actions.rate(actor=other, goal=goal, value=3, at=NOW),
        lambda: actions.achieve(actor=other, goal=goal, at=NOW),
        lambda: actions.set_aside(actor=other, goal=goal, at=NOW),
        lambda: actions.take_up_again(actor=other, goal=goal),
    ):
        with pytest.raises(Http404):
            attempt()
    assert Wording.objects.count() == 1
    assert Agreement.objects.count() == 1
    assert AuditEntry.objects.count() == before


def test_nothing_moves_once_care_has_ended(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, alice)
    end_care(care=care, by=tariq, reason=EndReason.COMPLETED)
    wording = Wording.objects.select_related("goal__care").get(goal=goal)
    with pytest.raises(PermissionDenied):
        actions.agree(actor=tariq, wording=wording, at=NOW)
    assert not Goal.objects.waiting_for(tariq).exists()


def test_each_change_is_audited_without_words(care: Care, alice: User, tariq: User) -> None:
    goal = proposed(care, alice)
    actions.agree(actor=tariq, wording=goal.wordings.get(), at=NOW)
    new = actions.reword(actor=tariq, goal=goal, text="Sleep more", at=NOW)
    actions.decline(actor=alice, wording=new, at=NOW)
    mine = AuditEntry.objects.filter(care_key=str(care.pk))
    assert [entry.verb for entry in mine] == [
        "goal.propose",
        "goal.agree",
        "goal.reword",
        "goal.decline",
    ]
    assert all(not entry.detail for entry in mine)


def test_words_are_ciphertext_in_the_database(care: Care, alice: User) -> None:
    proposed(care, alice, "Sleep without pills")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM goals_wording")
        assert "pills" not in cursor.fetchone()[0]


def test_one_letter_at_most_waits_for_a_person(care: Care, alice: User) -> None:
    proposed(care, alice, "One")
    proposed(care, alice, "Two")
    assert Notice.objects.filter(kind="goal_waiting").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_agreements_at_once_are_one(care: Care, alice: User, tariq: User) -> None:
    """A double click in two windows: both get the same answer and nothing breaks."""
    goal = proposed(care, alice)
    wording = Wording.objects.select_related("goal__care").get(goal=goal)
    ready, errors = Barrier(2), []

    def press() -> None:
        try:
            ready.wait()
            actions.agree(actor=tariq, wording=wording, at=NOW)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    presses = [Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()

    assert errors == []
    assert fresh(goal).state == "agreed"
    assert Agreement.objects.filter(person=tariq).count() == 1
    assert AuditEntry.objects.filter(verb="goal.agree").count() == 1


@pytest.mark.django_db(transaction=True)
def test_agreeing_while_the_other_rewords_has_one_outcome(
    care: Care, alice: User, tariq: User
) -> None:
    """Whoever is first: either the old words are agreed and new ones proposed, or refused."""
    goal = proposed(care, alice)
    wording = Wording.objects.select_related("goal__care").get(goal=goal)
    ready, outcome = Barrier(2), {}

    def run(name: str, verb: object) -> None:
        try:
            ready.wait()
            verb()  # type: ignore[operator]
            outcome[name] = "done"
        except Refused as refused:
            outcome[name] = refused.message
        finally:
            connection.close()

    threads = [
        Thread(
            target=run,
            args=("agree", lambda: actions.agree(actor=tariq, wording=wording, at=NOW)),
        ),
        Thread(
            target=run,
            args=("reword", lambda: actions.reword(actor=alice, goal=goal, text="New", at=NOW)),
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcome["reword"] == "done"
    now = fresh(goal)
    assert now.open_wording is not None
    assert now.open_wording.text == "New"
    if outcome["agree"] == "done":
        assert now.words == "Sleep through four nights"
    else:
        assert "changed the words" in outcome["agree"]
        assert now.agreed_wording is None
