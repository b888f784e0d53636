"""Groups: planned by the therapist, seat by seat taken and given up."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from notices.models import Notice
from people.errors import Refused
from people.models import Care, Practice, User
from privacy.models import AuditEntry
from scheduling.actions import (
    cancel,
    cancel_group,
    hold,
    is_acquainted,
    move,
    plan_group,
    take_seat,
)
from scheduling.approval import asks_first
from scheduling.errors import GroupClash, JustTaken, NotForYou, TooLate
from scheduling.free import free_times
from scheduling.models import (
    Appointment,
    Asks,
    Audience,
    GroupSession,
    Modality,
    Service,
    ServiceInvitation,
    TherapistRules,
)
from scheduling.slots import DAY, Span
from tests.scheduling.conftest import NOW, TUESDAY
from tests.scheduling.world import local, make_appointment, make_group_service

pytestmark = pytest.mark.usefixtures("open_practice")
WEEK = 7 * DAY


@pytest.fixture
def circle(db: None) -> Service:
    """Ninety minutes for two to four people, at the practice."""
    return make_group_service()


@pytest.fixture
def six(tariq: User) -> datetime:
    """Tuesday at 18 in Berlin, after Tariq's hours."""
    return local(tariq, TUESDAY, 18)


@pytest.fixture
def group(tariq: User, circle: Service, six: datetime) -> GroupSession:
    return plan_group(actor=tariq, service=circle, starts=[six], seats=2, at=NOW)[0]


def nothing_written() -> bool:
    return (
        not Appointment.objects.exists()
        and not Notice.objects.exists()
        and not AuditEntry.objects.filter(verb__startswith="appointment").exists()
    )


# Planning


def test_a_group_is_planned_every_week_outside_the_hours(
    tariq: User, circle: Service, six: datetime
) -> None:
    starts = [six + number * WEEK for number in range(6)]
    planned = plan_group(actor=tariq, service=circle, starts=starts, seats=4, at=NOW)
    assert [group.starts_at for group in planned] == starts
    assert {group.ends_at - group.starts_at for group in planned} == {timedelta(minutes=90)}
    assert AuditEntry.objects.filter(verb="group.plan").count() == 6


def test_every_occurrence_is_checked_and_one_clash_plans_none(
    tariq: User, circle: Service, six: datetime, care: Care
) -> None:
    make_appointment(care, six + 2 * WEEK + timedelta(hours=1))
    make_appointment(care, six + 4 * WEEK - timedelta(minutes=20))
    starts = [six + number * WEEK for number in range(6)]
    with pytest.raises(GroupClash, match="Nothing was planned") as refusal:
        plan_group(actor=tariq, service=circle, starts=starts, seats=4, at=NOW)
    assert refusal.value.taken == [starts[2], starts[4]]
    assert not GroupSession.objects.exists()
    assert not AuditEntry.objects.filter(verb="group.plan").exists()


def test_a_group_is_in_the_way_of_another_and_of_holds_and_bookings(
    group: GroupSession, tariq: User, circle: Service, first: Service, alice: User, six: datetime
) -> None:
    with pytest.raises(GroupClash):
        plan_group(actor=tariq, service=circle, starts=[six + timedelta(hours=1)], seats=4, at=NOW)
    assert GroupSession.objects.count() == 1
    group.starts_at, group.ends_at = local(tariq, TUESDAY, 10), local(tariq, TUESDAY, 12)
    group.save()
    with pytest.raises(JustTaken):
        hold(actor=alice, therapist=tariq, service=first, starts_at=group.starts_at, at=NOW)
    window = Span(local(tariq, TUESDAY, 9), local(tariq, TUESDAY, 17))
    free = free_times(therapists=[tariq.pk], wanted=first.wanted, window=window, at=NOW)
    assert not [slot for slot in free[tariq.pk] if slot.span.overlaps(group.span)]


@pytest.mark.parametrize(
    ("seats", "moved", "told"),
    [
        (1, timedelta(), "from 2 to 4 seats"),
        (5, timedelta(), "from 2 to 4 seats"),
        (3, -WEEK, "has passed"),
        (3, 60 * WEEK, "more than a year"),
    ],
)
def test_what_makes_no_sense_is_refused(
    seats: int, moved: timedelta, told: str, tariq: User, circle: Service, six: datetime
) -> None:
    with pytest.raises(Refused, match=told):
        plan_group(actor=tariq, service=circle, starts=[six + moved], seats=seats, at=NOW)
    assert not GroupSession.objects.exists()


def test_only_groups_that_one_offers_and_at_times_that_do_not_overlap(
    tariq: User, nadia: User, usual: Service, circle: Service, six: datetime
) -> None:
    with pytest.raises(Refused, match="for one person"):
        plan_group(actor=tariq, service=usual, starts=[six], seats=2, at=NOW)
    with pytest.raises(Refused, match="overlap"):
        plan_group(
            actor=tariq, service=circle, starts=[six, six + timedelta(hours=1)], seats=2, at=NOW
        )
    circle.everybody_offers = False
    circle.save()
    circle.offered_by.add(nadia)
    with pytest.raises(Refused, match="not offered by you"):
        plan_group(actor=tariq, service=circle, starts=[six], seats=2, at=NOW)
    assert not GroupSession.objects.exists()


def test_only_therapists_plan_and_each_their_own(
    group: GroupSession, circle: Service, six: datetime, alice: User, ines: User, nadia: User
) -> None:
    for person in (alice, ines):
        with pytest.raises(Http404):
            plan_group(actor=person, service=circle, starts=[six], seats=2, at=NOW)
        with pytest.raises(Http404):
            cancel_group(actor=person, group=group, reason="plans", at=NOW)
    with pytest.raises(PermissionDenied):
        cancel_group(actor=nadia, group=group, reason="plans", at=NOW)
    group.refresh_from_db()
    assert group.cancelled_at is None


# Seats


def test_two_share_the_time_and_the_third_finds_no_seat(
    group: GroupSession, alice: User, bruno: User, mallory: User, tariq: User
) -> None:
    seats = [take_seat(actor=person, group=group, at=NOW) for person in (alice, bruno)]
    for seat, person in zip(seats, (alice, bruno), strict=True):
        assert (seat.patient, seat.therapist, seat.group) == (person, tariq, group)
        assert seat.span == group.span
        assert seat.modality == Modality.IN_PERSON
        assert seat.care.state == "enquiry"
    letters = Notice.objects.filter(kind="appointment_booked")
    assert {notice.recipient for notice in letters} == {alice, bruno, tariq}
    with pytest.raises(JustTaken, match="last seat"):
        take_seat(actor=mallory, group=group, at=NOW)
    assert Appointment.objects.count() == 2
    assert not Care.objects.filter(patient=mallory).exists()


def test_a_seat_in_a_group_is_no_way_round_asking_first(
    group: GroupSession, mallory: User, tariq: User
) -> None:
    """They have yet to meet by themselves."""
    TherapistRules.objects.create(therapist=tariq, asks_first=Asks.NEW)
    take_seat(actor=mallory, group=group, at=NOW)
    assert asks_first(therapist=tariq, patient=mallory)
    assert not is_acquainted(patient=mallory, therapist=tariq)


def test_a_seat_given_up_is_free_again(
    group: GroupSession, alice: User, bruno: User, mallory: User
) -> None:
    seat = take_seat(actor=alice, group=group, at=NOW)
    take_seat(actor=bruno, group=group, at=NOW)
    cancel(actor=alice, appointment=seat, reason="plans", at=NOW)
    assert take_seat(actor=mallory, group=group, at=NOW)
    with pytest.raises(JustTaken):
        take_seat(actor=alice, group=group, at=NOW)


def test_a_seat_does_not_move(group: GroupSession, alice: User, tariq: User) -> None:
    seat = take_seat(actor=alice, group=group, at=NOW)
    for person in (alice, tariq):
        with pytest.raises(Refused, match="meets at its own time"):
            move(actor=person, appointment=seat, starts_at=local(tariq, TUESDAY, 10), at=NOW)


def test_one_seat_each_and_nobody_is_in_two_places(
    group: GroupSession, alice: User, nadia: User, bruno: User, nadias_care: Care
) -> None:
    take_seat(actor=alice, group=group, at=NOW)
    with pytest.raises(Refused, match="have a seat"):
        take_seat(actor=alice, group=group, at=NOW)
    make_appointment(nadias_care, group.starts_at + timedelta(minutes=30))
    with pytest.raises(Refused, match="another session at that time"):
        take_seat(actor=bruno, group=group, at=NOW)
    assert group.appointments.count() == 1


def test_the_notice_is_kept_and_the_service_may_have_its_own(
    group: GroupSession, alice: User, bruno: User, circle: Service
) -> None:
    eleven_hours = group.starts_at - timedelta(hours=11)
    with pytest.raises(TooLate):
        take_seat(actor=alice, group=group, at=eleven_hours)
    assert nothing_written()
    circle.notice_hours = 2
    circle.save()
    assert take_seat(actor=alice, group=GroupSession.objects.get(), at=eleven_hours)
    with pytest.raises(TooLate):
        take_seat(
            actor=bruno,
            group=GroupSession.objects.get(),
            at=group.starts_at - timedelta(hours=2),
        )


def test_by_invitation_only_the_invited_take_a_seat(
    group: GroupSession, circle: Service, care: Care, alice: User, bruno: User
) -> None:
    circle.audience = Audience.INVITED
    circle.save()
    for person in (alice, bruno):
        with pytest.raises(NotForYou, match="by invitation"):
            take_seat(actor=person, group=group, at=NOW)
    assert nothing_written()
    ServiceInvitation.objects.create(
        service=circle, care=care, invited_by=care.therapist, invited_at=NOW
    )
    assert take_seat(actor=alice, group=group, at=NOW)


def closed_to_new(tariq: User) -> None:
    tariq.therapist_profile.accepting_new_patients = False
    tariq.therapist_profile.save()


def paused(tariq: User) -> None:
    TherapistRules.objects.create(therapist=tariq, paused_at=NOW)


def without_licence(tariq: User) -> None:
    tariq.therapist_profile.licence_expires_on = NOW.date()
    tariq.therapist_profile.save()


@pytest.mark.parametrize("make_so", [closed_to_new, paused, without_licence])
def test_nobody_new_comes_in_by_a_seat(
    make_so: Callable[[User], None], group: GroupSession, tariq: User, alice: User
) -> None:
    make_so(tariq)
    with pytest.raises(Refused, match="takes no new people"):
        take_seat(actor=alice, group=group, at=NOW)
    assert nothing_written()


def test_staff_take_no_seat(group: GroupSession, nadia: User, ines: User) -> None:
    for person in (nadia, ines):
        with pytest.raises(PermissionDenied):
            take_seat(actor=person, group=group, at=NOW)


# Cancelling


def test_a_cancelled_group_tells_everybody_with_a_seat(
    group: GroupSession, alice: User, bruno: User, tariq: User, circle: Service, six: datetime
) -> None:
    seats = [take_seat(actor=person, group=group, at=NOW) for person in (alice, bruno)]
    with pytest.raises(Refused, match="Say why"):
        cancel_group(actor=tariq, group=group, reason="", at=NOW)
    assert cancel_group(actor=tariq, group=group, reason="unwell", at=NOW) == 2
    for seat in seats:
        seat.refresh_from_db()
        assert (seat.is_live, seat.cancelled_by, seat.cancel_reason) == (False, tariq, "unwell")
    told = Notice.objects.filter(kind="appointment_cancelled")
    assert {alice, bruno} <= {notice.recipient for notice in told}
    with pytest.raises(Refused, match="cancelled already"):
        cancel_group(actor=tariq, group=group, reason="unwell", at=NOW)
    with pytest.raises(Refused, match="was cancelled"):
        take_seat(actor=alice, group=group, at=NOW)
    # The time is free again.
    assert plan_group(actor=tariq, service=circle, starts=[six], seats=4, at=NOW)


def test_once_it_has_begun_it_is_not_cancelled(group: GroupSession, tariq: User) -> None:
    with pytest.raises(TooLate):
        cancel_group(actor=tariq, group=group, reason="unwell", at=group.starts_at)


def test_the_practice_asks_for_its_notice_by_default(
    group: GroupSession, practice: Practice, alice: User
) -> None:
    practice.minimum_notice_hours = 72
    practice.save()
    with pytest.raises(TooLate):
        take_seat(actor=alice, group=group, at=NOW)
