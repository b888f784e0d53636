"""What is taken of therapists' time, in one query.

Written in SQL because it is one query of six parts that never changes, and it runs on every page
that shows a free time: Django takes longer to compose it (2 ms) than a database to answer it. Its
text is the same whatever the numbers, so both databases may keep its plan.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from scheduling.models.appointment import LONGEST
from scheduling.slots import Span, Taken

SQL = """
SELECT {therapist}, {start}, {end}, buffer_before, buffer_after,
       CASE WHEN group_id IS NULL THEN 1 ELSE 0 END
  FROM scheduling_appointment
 WHERE cancelled_at IS NULL AND therapist_id {among_therapists}
   AND starts_at < %(end)s AND starts_at > %(longest_before)s AND ends_at > %(start)s
   AND NOT id {among_past}
UNION ALL
SELECT {therapist}, {start}, {end}, buffer_before, buffer_after, 1
  FROM scheduling_groupsession
 WHERE cancelled_at IS NULL AND therapist_id {among_therapists}
   AND starts_at < %(end)s AND starts_at > %(longest_before)s AND ends_at > %(start)s
UNION ALL
SELECT {therapist}, {start}, {end}, buffer_before, buffer_after, 1
  FROM scheduling_hold
 WHERE expires_at > %(at)s AND therapist_id {among_therapists}
   AND starts_at < %(end)s AND starts_at > %(longest_before)s AND ends_at > %(start)s
   AND id <> %(hold)s
UNION ALL
SELECT {therapist}, {start}, {end}, 0, 0, 0
  FROM scheduling_timeoff
 WHERE therapist_id {among_therapists} AND starts_at < %(end)s AND ends_at > %(start)s
UNION ALL
SELECT {therapist}, {start}, {end}, 0, 0, 0
  FROM scheduling_outsidebusy
 WHERE therapist_id {among_therapists} AND starts_at < %(end)s AND ends_at > %(start)s
   AND calendar_id NOT IN (
       SELECT id FROM scheduling_outsidecalendar WHERE removed_at IS NOT NULL)
UNION ALL
SELECT '', {start}, {end}, 0, 0, 0
  FROM scheduling_appointment
 WHERE cancelled_at IS NULL AND patient_id = %(patient)s
   AND starts_at < %(end)s AND starts_at > %(longest_before)s AND ends_at > %(start)s
   AND NOT id {among_past}
"""
NOBODY = UUID(int=0)


class AllTaken(NamedTuple):
    """What is taken of each therapist's time, and the patient's own sessions, with whomever."""

    of_therapists: dict[UUID, list[Taken]]
    of_patient: list[Span]


def all_taken(
    therapists: Iterable[UUID],
    window: Span,
    *,
    at: datetime,
    patient: UUID | None,
    past_hold: UUID | None,
    past: Collection[UUID],
) -> AllTaken:
    """Live sessions, groups, live holds, time off and outside calendars that reach into `window`,
    looking past one hold and some appointments."""
    engine = ENGINES[connection.vendor]
    by_key = {engine.key(therapist): therapist for therapist in therapists}
    moment = connection.ops.adapt_datetimefield_value
    parameters: dict[str, Any] = {
        "therapists": engine.several(by_key),
        "start": moment(window.start),
        "longest_before": moment(window.start - LONGEST),
        "end": moment(window.end),
        "at": moment(at),
        "hold": engine.key(past_hold or NOBODY),
        "past": engine.several([engine.key(row) for row in past]),
        "patient": engine.key(patient or NOBODY),
    }
    of_therapists: dict[UUID, list[Taken]] = defaultdict(list)
    of_patient: list[Span] = []
    with connection.cursor() as cursor:
        cursor.execute(engine.sql, parameters)
        for key, start, end, before, after, is_session in cursor.fetchall():
            if engine.reads_text:
                start, end = datetime.fromisoformat(start), datetime.fromisoformat(end)
            if not key:
                of_patient.append(Span(start, end))
            elif is_session:
                buffers = timedelta(minutes=before), timedelta(minutes=after)
                of_therapists[by_key[key]].append(Taken(start, end, *buffers))
            else:
                of_therapists[by_key[key]].append(Taken(start, end, is_session=False))
    return AllTaken(of_therapists, of_patient)


class Engine(NamedTuple):
    """How one kind of database writes down ids, lists and instants."""

    sql: str
    reads_text: bool
    key: Callable[[UUID], str]
    several: Callable[[Iterable[str]], object]


ENGINES = {
    "sqlite": Engine(
        sql=SQL.format(
            therapist="therapist_id",
            start="starts_at || '+00:00'",
            end="ends_at || '+00:00'",
            among_therapists="IN (SELECT value FROM json_each(%(therapists)s))",
            among_past="IN (SELECT value FROM json_each(%(past)s))",
        ),
        reads_text=True,
        key=attrgetter("hex"),
        several=lambda keys: json.dumps(list(keys)),
    ),
    "postgresql": Engine(
        sql=SQL.format(
            therapist="therapist_id::text",
            start="starts_at",
            end="ends_at",
            among_therapists="= ANY(%(therapists)s::uuid[])",
            among_past="= ANY(%(past)s::uuid[])",
        ),
        reads_text=False,
        key=str,
        several=list,
    ),
}
