"""Notices go by e-mail or as a text message; reminders are one kind, whenever they come."""

from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Replace

MINUTES = {"reminder_day": 24 * 60, "reminder_hour": 60}


def one_kind_of_reminder(apps, schema_editor):
    """Reminders that wait keep their place under the new kind's keys."""
    waiting = apps.get_model("notices", "Notice").objects.filter(sent_at=None)
    for kind, minutes in MINUTES.items():
        waiting.filter(kind=kind).update(
            kind="reminder",
            key=Replace(F("key"), Value(f"{kind}:"), Value(f"reminder:{minutes}:")),
        )


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField(
            "notice",
            "channel",
            models.CharField(
                choices=[("email", "by e-mail"), ("sms", "by text message")],
                default="email",
                max_length=10,
            ),
        ),
        migrations.AddField("notice", "first_claimed_at", models.DateTimeField(null=True)),
        migrations.AddIndex("notice", models.Index(fields=["about"], name="notice_about")),
        migrations.RunPython(one_kind_of_reminder, migrations.RunPython.noop),
    ]
