"""Two people a room whose session is on now, in the database of `bench.rooms`, signed in."""

import json
import sys
from datetime import timedelta

import django


def main(rooms: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from people.models import Care
    from scheduling.models import Appointment, Service
    from tests.conftest import make_patient, make_therapist

    call_command("migrate", verbosity=0, interactive=False)
    now = timezone.now()
    service = Service.objects.create(name="Session", minutes=50)
    made = []
    for number in range(rooms):
        patient = make_patient(f"patient{number}@example.com", f"Patient {number}")
        therapist = make_therapist(
            f"therapist{number}@example.com",
            f"Therapist {number}",
            slug=f"therapist-{number}",
            zone="Europe/Berlin",
            needs=["sleep"],
        )
        care = Care.objects.create(
            patient=patient,
            therapist=therapist,
            opened_at=now,
            opened_by=patient,
            activated_at=now,
            activated_by=therapist,
        )
        appointment = Appointment.objects.create(
            care=care,
            therapist=therapist,
            patient=patient,
            service=service,
            starts_at=now - timedelta(minutes=1),
            ends_at=now + timedelta(minutes=49),
            booked_at=now,
            booked_by=patient,
        )
        keys = []
        for person in (patient, therapist):
            client = Client()
            client.force_login(person)
            keys.append(client.cookies["sessionid"].value)
        made.append({"appointment": str(appointment.pk), "keys": keys})
    print(json.dumps(made))


if __name__ == "__main__":
    main(int(sys.argv[1]))
