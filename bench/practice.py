"""A practice of made-up people in a database of its own, which is gone at the end."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from people.models import User

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""A Sunday noon."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@contextmanager
def empty_database() -> Iterator[None]:
    """Set Django up on an empty, migrated database: a file, or one on the server that
    DATABASE_URL names. Models can be imported from then on."""
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
        os.environ["STATE_DIR"] = folder
        django.setup()
        from django.db import connection, connections

        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connections.close_all()
            connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def make_therapist(name: str, zone: str = "Europe/Berlin") -> "User":
    """Works from Monday to Friday, 9 to 12 and 13 to 18, and has two weeks of leave behind and a
    day off ahead."""
    from people.models import Role, TherapistProfile, User
    from scheduling.models import TimeOff, WeeklyHours

    therapist = User.objects.create(
        email=f"{name}@example.com",
        full_name=f"Therapist {name}",
        role=Role.THERAPIST,
        time_zone=zone,
    )
    TherapistProfile.objects.create(
        user=therapist,
        slug=name,
        title="Psychologist",
        words="I listen.",
        licence_number="123",
        licence_expires_on=date(2100, 1, 1),
    )
    WeeklyHours.objects.bulk_create(
        WeeklyHours(therapist=therapist, weekday=weekday, opens=time(opens), closes=time(closes))
        for weekday in range(5)
        for opens, closes in ((9, 12), (13, 18))
    )
    TimeOff.objects.bulk_create(
        TimeOff(therapist=therapist, starts_at=NOW + first * DAY, ends_at=NOW + last * DAY)
        for first, last in ((-40, -26), (9, 10))
    )
    return therapist


def make_patients(name: str, count: int) -> "list[User]":
    from people.models import User

    return User.objects.bulk_create(
        User(email=f"{name}{number}@example.com", full_name=f"{name} {number}")
        for number in range(count)
    )


def fill(therapist: "User", patients: "list[User]", *, past: int, ahead: int) -> None:
    """So many sessions of `therapist` in the past, eight a working day back from today, and so many
    in the next four weeks. The last is inserted first, which SQLite's triggers like better."""
    from people.models import Care
    from scheduling.models import Appointment, Service

    service = Service.objects.get_or_create(name="Session", defaults={"minutes": 50})[0]
    cares = Care.objects.bulk_create(
        Care(
            patient=patient,
            therapist=therapist,
            opened_at=NOW,
            opened_by=patient,
            activated_at=NOW,
            activated_by=therapist,
        )
        for patient in patients
    )
    starts = [*_hours(therapist, ahead, forward=True)][::-1]
    starts += _hours(therapist, past, forward=False)
    Appointment.objects.bulk_create(
        (
            Appointment(
                care=cares[number % len(cares)],
                therapist=therapist,
                patient=patients[number % len(cares)],
                service=service,
                starts_at=start,
                ends_at=start + timedelta(minutes=50),
                booked_at=NOW,
                booked_by=therapist,
            )
            for number, start in enumerate(starts)
        ),
        batch_size=1000,
    )


def _hours(therapist: "User", count: int, *, forward: bool) -> Iterator[datetime]:
    """Hours of work, one after the other in one direction; ahead every third one is booked."""
    day: date = NOW.date()
    made = 0
    while made < count:
        day += DAY if forward else -DAY
        if day.weekday() > 4:
            continue
        hours = range(9 + day.toordinal() % 3, 18, 3) if forward else range(17, 8, -1)
        for hour in hours:
            if hour == 12 or made == count:
                continue
            made += 1
            yield datetime.combine(day, time(hour), therapist.tz).astimezone(UTC)
