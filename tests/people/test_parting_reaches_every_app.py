"""When a therapist leaves, nothing that lies ahead is left hanging in any app."""

from datetime import timedelta

from django.core import mail
from django.utils import timezone

from goals import actions as goal_actions
from goals.models import Goal
from notices.actions import deliver_due
from notices.models import Notice
from people import access, actions
from people.access import Action
from people.models import Care, User
from privacy import audit
from scheduling.models import Appointment, CancelReason
from tests.scheduling.world import make_appointment, services


def test_parting_cancels_what_lies_ahead_and_keeps_the_record(
    care: Care, alice: User, tariq: User, nadia: User, ines: User
) -> None:
    services()
    now = timezone.now()
    past = make_appointment(care, now - timedelta(days=7))
    ahead = make_appointment(care, now + timedelta(days=3))
    goal = goal_actions.propose(actor=tariq, care=care, text="Rest on Sundays", at=now)

    actions.part_with(actor=ines, therapist=tariq, handover={care.pk: nadia}, at=now)

    ahead.refresh_from_db()
    past.refresh_from_db()
    assert ahead.cancelled_at
    assert ahead.cancel_reason == CancelReason.CARE_ENDED
    assert past.cancelled_at is None
    assert not Appointment.objects.live().filter(starts_at__gt=now).exists()

    assert not Goal.objects.waiting_for(alice).exists(), "nobody is asked about an ended care"
    care.refresh_from_db()
    assert access.allows(nadia, Action.READ_GOALS, care)
    assert access.allows(alice, Action.READ_GOALS, care)
    assert Goal.objects.get() == goal

    deliver_due(at=now + timedelta(hours=1))
    assert "care_handed_over" in Notice.objects.filter(sent_at__isnull=False).values_list(
        "kind", flat=True
    )
    assert all("Rest on Sundays" not in letter.body for letter in mail.outbox)
    assert audit.verify().fault is None
