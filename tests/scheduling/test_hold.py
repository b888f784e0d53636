"""Keeping a time for a few minutes."""

from datetime import timedelta

import pytest

from people.models import Practice, User
from scheduling.actions import clear_expired_holds, hold, release
from scheduling.errors import JustTaken
from scheduling.models import Hold, Service
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local

pytestmark = pytest.mark.usefixtures("open_practice")


def test_anybody_holds_a_free_time_for_the_practices_minutes(
    tariq: User, first: Service, practice: Practice
) -> None:
    practice.hold_minutes = 7
    practice.save()
    start = local(tariq, TUESDAY, 11)
    held = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert (held.starts_at, held.ends_at) == (start, start + timedelta(hours=1))
    assert held.expires_at == NOW + timedelta(minutes=7)
    assert len(held.token) >= 40


def test_what_somebody_holds_nobody_else_can(tariq: User, first: Service, alice: User) -> None:
    start = local(tariq, TUESDAY, 11)
    hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    with pytest.raises(JustTaken) as refusal:
        hold(actor=alice, therapist=tariq, service=first, starts_at=start, at=NOW)
    assert refusal.value.alternatives
    assert start not in {slot.starts_at for slot in refusal.value.alternatives}
    assert Hold.objects.count() == 1


def test_a_browser_holds_one_time(tariq: User, first: Service) -> None:
    eleven, noon = local(tariq, TUESDAY, 11), local(tariq, TUESDAY, 12)
    one = hold(actor=None, therapist=tariq, service=first, starts_at=eleven, at=NOW)
    hold(actor=None, therapist=tariq, service=first, starts_at=noon, at=NOW, token=one.token)
    assert [held.starts_at for held in Hold.objects.all()] == [noon]


def test_the_same_browser_may_choose_its_own_time_again(tariq: User, first: Service) -> None:
    start = local(tariq, TUESDAY, 11)
    one = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    later = NOW + timedelta(minutes=5)
    two = hold(
        actor=None, therapist=tariq, service=first, starts_at=start, at=later, token=one.token
    )
    assert two.expires_at > one.expires_at
    assert Hold.objects.get() == two


def test_a_refused_hold_leaves_the_earlier_one(tariq: User, first: Service) -> None:
    eleven, noon = local(tariq, TUESDAY, 11), local(tariq, TUESDAY, 12)
    mine = hold(actor=None, therapist=tariq, service=first, starts_at=eleven, at=NOW)
    hold(actor=None, therapist=tariq, service=first, starts_at=noon, at=NOW)
    with pytest.raises(JustTaken):
        hold(actor=None, therapist=tariq, service=first, starts_at=noon, at=NOW, token=mine.token)
    assert Hold.objects.filter(pk=mine.pk).exists()


def test_an_expired_hold_stands_in_nobodys_way(tariq: User, first: Service) -> None:
    start = local(tariq, TUESDAY, 11)
    hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    later = NOW + timedelta(minutes=10)
    assert hold(actor=None, therapist=tariq, service=first, starts_at=start, at=later)


def test_releasing(tariq: User, first: Service) -> None:
    start = local(tariq, TUESDAY, 11)
    held = hold(actor=None, therapist=tariq, service=first, starts_at=start, at=NOW)
    release(token="")
    release(token="somebody else's")
    assert Hold.objects.count() == 1
    release(token=held.token)
    assert Hold.objects.count() == 0


def test_old_holds_are_cleared_a_day_after_they_ended(tariq: User, first: Service) -> None:
    held = hold(
        actor=None, therapist=tariq, service=first, starts_at=local(tariq, TUESDAY, 11), at=NOW
    )
    assert clear_expired_holds(at=held.expires_at + timedelta(hours=23)) == 0
    assert clear_expired_holds(at=held.expires_at + timedelta(hours=24)) == 1
