"""Seats of one group share their therapist's time; everything else still excludes everything else.

The rules of 0002 laid again, because adding columns has rebuilt SQLite's table, and the therapist's
one widened: two live appointments clash unless they name the same group. Two live group sessions of
one therapist clash as well. What stands between a group session and a single appointment is the
therapist's lock (`scheduling/locking.py`): no database excludes across tables.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery

APPOINTMENT, GROUP = "scheduling_appointment", "scheduling_groupsession"
# Table, whose time it is, and what two rows may share without a clash.
RULES = (
    (APPOINTMENT, "therapist", "COALESCE({row}group_id, {row}id)"),
    (APPOINTMENT, "patient", "{row}id"),
    (GROUP, "therapist", "{row}id"),
)


def forwards(apps, editor):
    drop(editor)
    for table, person, own in RULES:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_{person}_no_overlap "
                f"EXCLUDE USING gist ({person}_id WITH =, tstzrange(starts_at, ends_at) WITH &&, "
                f"({own.format(row='')}) WITH <>) WHERE (cancelled_at IS NULL)"
            )
            continue
        for event in ("INSERT", "UPDATE"):
            editor.execute(
                f"CREATE TRIGGER {table}_{person}_no_overlap_{event.lower()} "
                f"BEFORE {event} ON {table} FOR EACH ROW WHEN NEW.cancelled_at IS NULL BEGIN "
                "SELECT RAISE(ABORT, 'overlap') WHERE EXISTS ("
                f"SELECT 1 FROM {table} AS other WHERE other.cancelled_at IS NULL "
                f"AND other.{person}_id = NEW.{person}_id "
                f"AND {own.format(row='other.')} <> {own.format(row='NEW.')} "
                "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at); END"
            )


def drop(editor):
    for table, person, _own in RULES:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{person}_no_overlap"
            )
        else:
            for event in ("insert", "update"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_{person}_no_overlap_{event}")


def copy_modality(apps, editor):
    """What was booked so far meets the way its service says."""
    service = apps.get_model("scheduling", "Service").objects.filter(pk=OuterRef("service"))
    apps.get_model("scheduling", "Appointment").objects.update(
        modality=Subquery(service.values("modality")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0003_full_practice")]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
        migrations.RunPython(copy_modality, migrations.RunPython.noop),
    ]
