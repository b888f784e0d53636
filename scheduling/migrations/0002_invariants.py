"""Nobody is in two live appointments at once: the database itself sees to it.

PostgreSQL: exclusion constraints (btree_gist, because an exclusion over a UUID needs it). SQLite:
triggers, which a later migration that rebuilds the table must lay again; the tests of the
invariant would tell.
"""

from django.db import migrations

PERSONS = ("therapist", "patient")
TABLE = "scheduling_appointment"


def forwards(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        for person in PERSONS:
            editor.execute(
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {TABLE}_{person}_no_overlap "
                f"EXCLUDE USING gist ({person}_id WITH =, tstzrange(starts_at, ends_at) WITH &&) "
                "WHERE (cancelled_at IS NULL)"
            )
        return
    for person in PERSONS:
        for event in ("INSERT", "UPDATE"):
            editor.execute(
                f"CREATE TRIGGER {TABLE}_{person}_no_overlap_{event.lower()} "
                f"BEFORE {event} ON {TABLE} FOR EACH ROW WHEN NEW.cancelled_at IS NULL BEGIN "
                "SELECT RAISE(ABORT, 'overlap') WHERE EXISTS ("
                f"SELECT 1 FROM {TABLE} AS other WHERE other.cancelled_at IS NULL "
                f"AND other.{person}_id = NEW.{person}_id AND other.id <> NEW.id "
                "AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at); END"
            )


def backwards(apps, editor):
    for person in PERSONS:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {TABLE}_{person}_no_overlap")
        else:
            for event in ("insert", "update"):
                editor.execute(f"DROP TRIGGER {TABLE}_{person}_no_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
