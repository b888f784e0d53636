from django.db import migrations

from privacy.invariants import frozen_rows


class Migration(migrations.Migration):
    dependencies = [("therapy_sessions", "0001_initial")]

    operations = [
        # The encrypted columns stay open for `reencrypt`; the frozen seal tells a changed text.
        frozen_rows(
            "therapy_sessions_progressnote",
            when="OLD.signed_at IS NOT NULL",
            except_columns=["texts", "salt"],
            message="a signed note never changes",
        ),
        frozen_rows(
            "therapy_sessions_addendum",
            except_columns=["text", "salt"],
            message="an addendum never changes",
        ),
        frozen_rows(
            "therapy_sessions_summaryversion",
            except_columns=["text", "salt"],
            message="a sent summary never changes",
        ),
    ]
