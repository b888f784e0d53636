from django.db import migrations

from privacy.invariants import frozen_rows


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    # Encrypted columns stay writable for `manage.py reencrypt`; the verbs never touch them again.
    operations = [
        frozen_rows("intake_document", message="a published document never changes"),
        frozen_rows(
            "intake_signature",
            except_columns=["withdrawn_at"],
            message="a signature never changes",
        ),
        frozen_rows(
            "intake_questionnaireresponse",
            when="OLD.completed_at IS NOT NULL",
            except_columns=["answers", "score"],
            message="a finished response never changes",
        ),
        frozen_rows(
            "intake_riskalert",
            when="OLD.closed_at IS NOT NULL",
            except_columns=["hits", "outcome"],
            message="a closed alert never changes",
        ),
    ]
