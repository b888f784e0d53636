from django.db import migrations

from privacy.invariants import frozen_rows


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]

    operations = [
        frozen_rows("privacy_auditentry", message="the audit trail only grows"),
    ]
