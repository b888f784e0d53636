import uuid

import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("works", "works"),
    ("silent", "silent"),
    ("refused", "not allowed in the browser"),
    ("system", "not allowed by the device"),
    ("busy", "used by another program"),
    ("missing", "not found"),
    ("untried", "not tried"),
]
BROWSERS = [
    ("chrome", "Chrome"),
    ("edge", "Edge"),
    ("firefox", "Firefox"),
    ("safari", "Safari"),
    ("inside", "a window inside another app"),
    ("other", "another browser"),
]
SYSTEMS = [
    ("windows", "Windows"),
    ("mac", "Mac"),
    ("ios", "iPhone or iPad"),
    ("android", "Android"),
    ("linux", "Linux"),
    ("other", "another system"),
]
NETWORKS = [
    ("video", "good for video"),
    ("sound", "good for sound only"),
    ("nothing", "too weak for a call"),
    ("no_way", "lets no call through"),
    ("untried", "not tried"),
]
WAYS = [("direct", "direct"), ("relay", "through the relay")]
FIGURES = [
    ("round_trip_ms", models.PositiveIntegerField(null=True)),
    ("jitter_up_ms", models.PositiveIntegerField(null=True)),
    ("jitter_down_ms", models.PositiveIntegerField(null=True)),
    (
        "loss_up",
        models.PositiveIntegerField(null=True, verbose_name="lost of a thousand on the way there"),
    ),
    (
        "loss_down",
        models.PositiveIntegerField(null=True, verbose_name="lost of a thousand on the way back"),
    ),
    ("up_kbit", models.PositiveIntegerField(null=True)),
    ("down_kbit", models.PositiveIntegerField(null=True)),
]


def word(choices: list[tuple[str, str]], **wishes: str) -> models.CharField:
    return models.CharField(choices=choices, max_length=10, **wishes)


class Migration(migrations.Migration):
    dependencies = [("therapy_sessions", "0004_phone")]

    operations = [
        *(
            migrations.AddField("devicecheck", name, word(choices, default=usual))
            for name, choices, usual in (
                ("browser", BROWSERS, "other"),
                ("network", NETWORKS, "untried"),
                ("system", SYSTEMS, "other"),
            )
        ),
        *(
            migrations.AlterField("devicecheck", name, word(STATES))
            for name in ("camera", "microphone", "speaker")
        ),
        migrations.CreateModel(
            name="LineTrial",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("way", word(WAYS)),
                ("connected", models.BooleanField()),
                *FIGURES,
                (
                    "check_made",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="therapy_sessions.devicecheck",
                    ),
                ),
            ],
            options={
                "ordering": ["way"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_made", "way"), name="one_trial_for_each_way"
                    )
                ],
            },
        ),
    ]
