from django.db import migrations, models


def forget_signals(apps, schema_editor):
    """They are of rooms that are open now, whose pages connect anew after the server's restart."""
    apps.get_model("therapy_sessions", "SeatSignal").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("therapy_sessions", "0008_technical_help")]

    operations = [
        migrations.RunPython(forget_signals, migrations.RunPython.noop),
        migrations.AddField(
            "seat", "writer", models.CharField(blank=True, max_length=32, default="")
        ),
        migrations.AddField("seat", "n", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "seatsignal",
            "writer",
            models.CharField(max_length=32, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "seatsignal", "n", models.PositiveIntegerField(default=0), preserve_default=False
        ),
    ]
