from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction

from privacy.fields import EncryptedJSONField, EncryptedTextField, cipher


class Command(BaseCommand):
    help = "Write every encrypted value again under the newest of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate value by value without ever decoding into a model, so triggers and history stay.

        Safe to run while the site serves and to run twice: a value is replaced only where it is
        still the one that was read.
        """
        total = 0
        for model in apps.get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                if isinstance(field, EncryptedTextField | EncryptedJSONField):
                    total += self._rotate(model, field)
        self.stdout.write(f"{total} values are now under the newest key.")

    def _rotate(self, model: type[models.Model], field: "models.Field[Any, Any]") -> int:
        quote = connection.ops.quote_name
        table, column = quote(model._meta.db_table), quote(field.column)
        assert model._meta.pk is not None
        key = quote(model._meta.pk.column)
        rotated = 0
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''")
            rows = cursor.fetchall()
            for start in range(0, len(rows), 500):
                with transaction.atomic():
                    for pk, token in rows[start : start + 500]:
                        cursor.execute(
                            f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s",
                            [cipher().rotate(token.encode()).decode(), pk, token],
                        )
                        rotated += cursor.rowcount
        return rotated
