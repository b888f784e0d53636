"""What the clock tells the worker to do."""

from typing import Any

import pytest
from django.conf import settings

from config.celery import app


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_each_entry_is_a_task_that_exists_and_expires_before_its_next(name: str) -> None:
    """An entry that piles up while the worker is away would all run at once when it is back."""
    app.autodiscover_tasks(force=True)
    entry: Any = settings.CELERY_BEAT_SCHEDULE[name]
    assert entry["task"] in app.tasks
    assert entry["options"]["expires"] <= entry["schedule"]
