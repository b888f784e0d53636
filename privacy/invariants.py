"""Rules that the database keeps by itself, written once for both engines.

Used from migrations: `operations.append(frozen_rows("privacy_auditentry"))`.
"""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def frozen_rows(
    table: str, *, when: str = "", except_columns: Sequence[str] = (), message: str
) -> migrations.RunPython:
    """Refuse UPDATE and DELETE of rows of `table`.

    `when` is an SQL condition on ``OLD`` (such as ``OLD.signed_at IS NOT NULL``); without it every
    row is frozen from its insertion. `except_columns` may still change: ciphertext under a new key
    is the same text, so encrypted columns of frozen rows belong there only if `reencrypt` must
    reach them.
    """
    condition = f"({when})" if when else "TRUE"

    def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(
                f"""CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
                END $$"""
            )
            for event in ("UPDATE", "DELETE"):
                changed = _unchanged_on_postgres(except_columns) if event == "UPDATE" else "TRUE"
                editor.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"FOR EACH ROW WHEN ({condition} AND {changed}) "
                    f"EXECUTE FUNCTION {table}_frozen()"
                )
        else:
            of = _sqlite_columns(editor, table, except_columns)
            for event, columns in (("UPDATE", f" OF {of}" if of else ""), ("DELETE", "")):
                editor.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event}{columns} ON {table} "
                    f"FOR EACH ROW WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )

    def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for event in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{event}{on_table}")
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION {table}_frozen()")

    return migrations.RunPython(forwards, backwards)


def _unchanged_on_postgres(except_columns: Sequence[str]) -> str:
    if not except_columns:
        return "TRUE"
    names = ", ".join(f"'{column}'" for column in except_columns)
    gone = f"ARRAY[{names}]::text[]"
    return f"(to_jsonb(OLD) - {gone}) IS DISTINCT FROM (to_jsonb(NEW) - {gone})"


def _sqlite_columns(
    editor: BaseDatabaseSchemaEditor, table: str, except_columns: Sequence[str]
) -> str:
    if not except_columns:
        return ""
    with editor.connection.cursor() as cursor:
        described = editor.connection.introspection.get_table_description(cursor, table)
    return ", ".join(f'"{c.name}"' for c in described if c.name not in except_columns)
