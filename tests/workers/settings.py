"""The suite's own settings for worker processes beside it: the same database, a queue of their own,
a clock that ticks every second, and letters handed over by SMTP."""

import os

from config.settings.test import *  # noqa: F403
from config.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKERS_DATABASE"]
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_DEFAULT_QUEUE = os.environ["WORKERS_QUEUE"]
CELERY_BEAT_SCHEDULE = {
    "deliver notices": {
        "task": "notices.tasks.deliver",
        "schedule": 1.0,
        "options": {"expires": 1},
    }
}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["WORKERS_SMTP"])
EMAIL_TIMEOUT = 60
