"""The Celery application: one worker, one beat, UTC."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("attune")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def write_like_everybody(loglevel: int | str, **kwargs: Any) -> None:
    """Celery would put handlers of its own in the place of ours, which keep keys out."""
    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger().setLevel(loglevel)


setup_logging.connect(write_like_everybody)
