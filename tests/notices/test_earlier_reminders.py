"""Reminders that waited before there were plans go out under the kind there is now."""

from importlib import import_module

from django.apps import apps
from django.utils import timezone

from notices.models import Notice
from people.models import User

migration = import_module("notices.migrations.0002_channels")


def test_those_that_wait_keep_their_place(alice: User) -> None:
    now = timezone.now()
    for key, sent_at in (("reminder_day:a:0:p", None), ("reminder_hour:a:0:p", now)):
        Notice.objects.create(
            key=key,
            kind=key.partition(":")[0],
            recipient=alice,
            created_at=now,
            due_at=now,
            try_after=now,
            sent_at=sent_at,
        )
    migration.one_kind_of_reminder(apps, None)
    assert {*Notice.objects.values_list("key", "kind")} == {
        ("reminder:1440:a:0:p", "reminder"),
        ("reminder_hour:a:0:p", "reminder_hour"),
    }
