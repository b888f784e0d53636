"""What a rule would give before anything is booked or moved: each session, whether its time is
free, why not, and what is free near it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise

from people.models import Care, User
from scheduling.free import Asking
from scheduling.models import Appointment, Hold, Service
from scheduling.recurrence import Rule, clock_changes, occurrences
from scheduling.series.sight import Reason, Sight, look
from scheduling.slots import Span, Wanted

NEAREST = 4
NEAR = timedelta(days=7)

Picks = Mapping[str, datetime | None]
"""What somebody has decided about single sessions so far, by their `key`: another time, or None to
leave it out (of what is booked) or where it is (of what is moved)."""


@dataclass(slots=True, kw_only=True)
class Step:
    """One session to be: what the rule gives, and what has been decided about it.

    `reason` says why the rule's time can't be had; `insists` that the therapist may take it all the
    same. `picked` counts once it is `decided`.
    """

    key: str
    starts_at: datetime
    length: timedelta
    reason: Reason | None = None
    insists: bool = False
    nearest: list[datetime] = field(default_factory=list)
    decided: bool = False
    picked: datetime | None = None
    is_gone: bool = False
    """The time that had been picked was taken meanwhile."""
    clock_changes_to: time | None = None
    """What the patient's clock shows from this one on, where it is not what it showed before."""
    is_shifted: bool = False
    """The rule's clock has no such time on that day."""
    appointment: Appointment | None = None
    stays: str = ""
    """Why this one is left where it is, when its series moves."""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.length

    @property
    def options(self) -> list[tuple[datetime, datetime]]:
        """The nearest free times, each with its end."""
        return [(start, start + self.length) for start in self.nearest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All the steps, in order."""

    rule: Rule
    wanted: Wanted
    steps: list[Step]

    @property
    def conflicts(self) -> list[Step]:
        return [step for step in self.steps if step.reason is not None]

    @property
    def undecided(self) -> list[Step]:
        return [step for step in self.steps if not step.decided]

    def insist(self) -> None:
        """Take every time that the therapist may take all the same and has not decided about."""
        for step in self.undecided:
            if step.insists:
                step.decided, step.picked = True, step.starts_at

    @property
    def taking(self) -> dict[str, datetime]:
        """The times that would be taken, by key."""
        return {
            step.key: step.picked for step in self.steps if step.decided and step.picked is not None
        }


def propose(
    *,
    actor: User,
    care: Care,
    service: Service,
    rule: Rule,
    at: datetime,
    picks: Picks | None = None,
    hold: Hold | None = None,
) -> Plan:
    """The sessions this rule would give the two, in a handful of queries however many they are."""
    steps = [
        Step(key=one.day.isoformat(), starts_at=one.starts_at, length=service.length)
        for one in occurrences(rule)
    ]
    picked = {pick for pick in (picks or {}).values() if pick is not None}
    sight = look(
        care=care,
        wanted=service.wanted,
        starts=sorted({step.starts_at for step in steps} | picked),
        at=at,
        asking=asking_for(actor, care, hold=hold),
        viewer=actor,
    )
    plan = Plan(rule=rule, wanted=service.wanted, steps=steps)
    decide(plan, sight, picks or {})
    note_clocks(plan, care.patient)
    return plan


def asking_for(
    actor: User, care: Care, *, hold: Hold | None = None, moving: Collection[Appointment] = ()
) -> Asking:
    """What a series may look past: the horizon, and for its therapist the notice as well."""
    return Asking(
        patient=care.patient,
        hold=hold,
        moving=moving,
        notice=actor.pk != care.therapist_id,
        horizon=False,
    )


def decide(plan: Plan, sight: Sight, picks: Picks) -> None:
    """Fill in what is free, why the rest isn't, and what was picked; a free time counts as picked
    until somebody says otherwise."""
    taken = [
        Span(step.starts_at, step.ends_at)
        for step in plan.steps
        if not step.stays and step.starts_at in sight.free
    ]
    for step in plan.steps:
        if step.stays:
            step.decided = True
            continue
        step.reason = sight.why_not(step.starts_at)
        step.insists = step.reason is not None and step.starts_at in sight.insisting
        if step.reason is None:
            step.decided, step.picked = True, step.starts_at
        else:
            others = [span for span in taken if span.start != step.starts_at]
            if step.appointment is not None:
                others.append(step.appointment.span)
            step.nearest = sight.nearest(
                step.starts_at, count=NEAREST, within=NEAR, avoiding=others
            )
        if step.key in picks:
            _take(step, picks[step.key], sight)


def note_clocks(plan: Plan, patient: User) -> None:
    """Where the patient's clock time changes although the rule's doesn't."""
    changes = dict(clock_changes([step.starts_at for step in plan.steps], patient.tz))
    same = dict(clock_changes([step.starts_at for step in plan.steps], plan.rule.zone))
    for step in plan.steps:
        local = step.starts_at.astimezone(plan.rule.zone).time()
        step.is_shifted = local != plan.rule.wall_time
        if step.starts_at not in same:
            step.clock_changes_to = changes.get(step.starts_at)


def too_close(starts: Mapping[str, datetime], wanted: Wanted) -> set[str]:
    """The keys of those that begin before the one before them is over, with the break between."""
    gap = wanted.length + max(wanted.before, wanted.after)
    ordered = sorted(starts.items(), key=lambda item: item[1])
    return {later[0] for earlier, later in pairwise(ordered) if later[1] - earlier[1] < gap}


def _take(step: Step, pick: datetime | None, sight: Sight) -> None:
    if pick is None:
        step.decided, step.picked = True, None
    elif pick in sight.free or (pick == step.starts_at and step.insists):
        step.decided, step.picked = True, pick
        if pick != step.starts_at and pick not in step.nearest:
            step.nearest = sorted([*step.nearest, pick])
    else:
        step.decided, step.picked, step.is_gone = False, None, True
