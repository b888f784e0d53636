"""Nobody is in two live appointments at once: the database itself sees to it.

Two live appointments of one person clash, unless they are seats of one group: those share their
therapist's time. Two live group sessions of one therapist clash as well. What stands between a
group session and a single appointment is the therapist's lock (`scheduling/locking.py`): no
database excludes across tables.

PostgreSQL: exclusion constraints (btree_gist, because an exclusion over a UUID needs it). SQLite:
triggers, which a later migration that rebuilds the table must lay again; the tests of the
invariant would tell.
"""

from django.db import migrations

APPOINTMENT, GROUP = "scheduling_appointment", "scheduling_groupsession"
# Table, whose time it is, and what two rows may share without a clash.
RULES = (
    (APPOINTMENT, "therapist", "COALESCE({row}group_id, {row}id)"),
    (APPOINTMENT, "patient", "{row}id"),
    (GROUP, "therapist", "{row}id"),
)


def forwards(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
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


def backwards(apps, editor):
    for table, person, _own in RULES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{person}_no_overlap")
        else:
            for event in ("insert", "update"):
                editor.execute(f"DROP TRIGGER {table}_{person}_no_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
