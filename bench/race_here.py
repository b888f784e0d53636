"""The crowds of `make bench-race` on the database that DATABASE_URL names, or on a SQLite file."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any

from bench.crowd import Attempt, Rush, rush
from bench.practice import DAY, HOUR, NOW, empty_database, make_patients, make_therapist

if TYPE_CHECKING:
    from people.models import Care, User
    from scheduling.models import Appointment, Service

PEOPLE = 200
TUESDAY = date(2026, 11, 24)


def main() -> int:
    with empty_database():
        from django.db import connection

        print(f"On {connection.display_name}:", flush=True)
        first, wrong = simultaneous()
        second, doubled = partly_overlapping()
    wrong += doubled
    errors = first.errors + second.errors
    told(f"{PEOPLE} who want one time", first)
    told(f"{PEOPLE} bookings, moves, cancels and series that partly overlap", second)
    for figure, value in (
        ("double_bookings", wrong),
        ("errors", errors),
        ("slowest_s_simultaneous", f"{first.slowest:.2f}"),
        ("slowest_s_overlapping", f"{second.slowest:.2f}"),
    ):
        print(f"{figure}={value}", flush=True)
    return 1 if wrong or errors else 0


def told(what: str, crowd: Rush) -> None:
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in crowd.outcomes.most_common())
    print(f"{what}: {outcomes} ({crowd.processor:.2f} s of processor time)", flush=True)


def simultaneous() -> tuple[Rush, int]:
    """Everybody books the same time of one therapist."""
    from scheduling.actions import book
    from scheduling.models import Appointment

    therapist = make_therapist("wanted")
    service = make_service("Consultation", 60)
    start = on(therapist, TUESDAY, 10)
    crowd = rush(
        [
            partial(
                book, actor=patient, therapist=therapist, service=service, starts_at=start, at=NOW
            )
            for patient in make_patients("first", PEOPLE)
        ]
    )
    booked = Appointment.objects.filter(therapist=therapist).count()
    return crowd, overlaps() + (booked != 1)


def partly_overlapping() -> tuple[Rush, int]:
    """On one therapist: 80 book sessions of half an hour, an hour and an hour and a half on one
    day; 40 move a session into that day; 40 cancel one on that weekday; 40 times the therapist
    books ten weeks in a row from that day."""
    therapist = make_therapist("busy")
    services = [make_service(f"{minutes} minutes", minutes) for minutes in (30, 60, 90)]
    half_hours = [
        on(therapist, TUESDAY, 9) + number * HOUR / 2 for number in (0, 1, 2, 3, 8, 9, 10)
    ]
    hours = [start for start in half_hours if start.minute == 0]
    wanted = cycle(
        [(services[0], start) for start in half_hours]
        + [(service, start) for service in services[1:] for start in hours]
    )
    attempts = [
        *bookings(therapist, islice(wanted, 80)),
        *moves(therapist, services[1], hours),
        *cancels(therapist, services[1]),
        *series(therapist, services[1], hours),
    ]
    # One kind after the other would let the first kind win.
    mixed = [attempts[number * 77 % PEOPLE] for number in range(PEOPLE)]
    assert len(set(map(id, mixed))) == len(attempts) == PEOPLE
    return rush(mixed), overlaps()


def bookings(therapist: "User", wanted: "islice[tuple[Service, datetime]]") -> "list[Attempt]":
    from scheduling.actions import book

    return [
        partial(book, actor=patient, therapist=therapist, service=service, starts_at=start, at=NOW)
        for patient, (service, start) in zip(make_patients("books", 80), wanted, strict=True)
    ]


def moves(therapist: "User", service: "Service", starts: list[datetime]) -> "list[Attempt]":
    from scheduling.actions import move

    sessions = [
        make_session(
            care, service, on(therapist, TUESDAY + (2 + number // 3 * 7) * DAY, 9 + number % 3)
        )
        for number, care in enumerate(make_cares(therapist, "moves", 40))
    ]
    return [
        partial(move, actor=session.patient, appointment=session, starts_at=start, at=NOW)
        for session, start in zip(sessions, cycle(starts), strict=False)
    ]


def cancels(therapist: "User", service: "Service") -> "list[Attempt]":
    from scheduling.actions import cancel

    cares = make_cares(therapist, "cancels", 40)
    sessions = [
        make_session(care, service, on(therapist, TUESDAY + number // 3 * 7 * DAY, 14 + number % 3))
        for number, care in enumerate(cares)
    ]
    return [
        partial(cancel, actor=session.patient, appointment=session, reason="plans", at=NOW)
        for session in sessions
    ]


def series(therapist: "User", service: "Service", starts: list[datetime]) -> "list[Attempt]":
    from scheduling.actions import book_series
    from scheduling.recurrence import Rhythm, Rule, occurrences

    attempts: list[Attempt] = []
    for care, start in zip(make_cares(therapist, "repeats", 40), cycle(starts), strict=False):
        rule = Rule(
            rhythm=Rhythm.WEEKLY,
            interval=1,
            first_on=TUESDAY,
            wall_time=start.astimezone(therapist.tz).time(),
            zone=therapist.tz,
            count=10,
        )
        times = {one.day: one.starts_at for one in occurrences(rule)}
        attempts.append(
            partial(
                book_series,
                actor=therapist,
                care=care,
                service=service,
                rule=rule,
                starts=times,
                at=NOW,
            )
        )
    return attempts


def overlaps() -> int:
    """How many pairs of live sessions share a therapist or a patient and some of their time."""
    from django.db.models import Q

    from scheduling.models import Appointment

    live = Appointment.objects.live()
    return sum(
        live.filter(Q(therapist=one.therapist_id) | Q(patient=one.patient_id))
        .filter(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at, pk__gt=one.pk)
        .count()
        for one in live
    )


def on(therapist: "User", day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), therapist.tz).astimezone(UTC)


def make_service(name: str, minutes: int) -> "Service":
    from scheduling.models import Service

    return Service.objects.create(name=name, minutes=minutes)


def make_cares(therapist: "User", name: str, count: int) -> "list[Care]":
    from people.models import Care

    return Care.objects.bulk_create(
        Care(
            patient=patient,
            therapist=therapist,
            opened_at=NOW,
            opened_by=patient,
            activated_at=NOW,
            activated_by=therapist,
        )
        for patient in make_patients(name, count)
    )


def make_session(care: "Care", service: "Service", start: datetime, **fields: Any) -> "Appointment":
    from scheduling.models import Appointment

    return Appointment.objects.create(
        care=care,
        therapist=care.therapist,
        patient=care.patient,
        service=service,
        starts_at=start,
        ends_at=start + timedelta(minutes=50),
        booked_at=NOW,
        booked_by=care.patient,
        **fields,
    )


if __name__ == "__main__":
    sys.exit(main())
