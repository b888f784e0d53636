"""An offer is taken back when its therapist is suspended: also of those who are so already."""

from django.db import migrations, models
from django.utils import timezone

OPEN = {"taken_at": None, "declined_at": None, "lapsed_at": None}
ONE_OPEN = "one_open_offer_at_a_time"


def take_back(apps, editor):
    offers = apps.get_model("scheduling", "WaitlistOffer").objects.filter(**OPEN)
    away = offers.filter(entry__care__therapist__is_active=False)
    away.update(withdrawn_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_invariants"), ("people", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("waitlistoffer", ONE_OPEN),
        migrations.AddField("waitlistoffer", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "waitlistoffer",
            models.UniqueConstraint(
                fields=["entry"],
                condition=models.Q(**OPEN, withdrawn_at=None),
                name=ONE_OPEN,
            ),
        ),
        migrations.RunPython(take_back, migrations.RunPython.noop),
    ]
