"""The embedded defaults: one machine, SQLite, no Redis. Also what `make demo` runs on."""

from config.settings.base import *  # noqa: F403
from config.settings.base import (
    DEMO,
    FIELD_KEYS,
    INSTALLED_APPS,
    SECRET_KEY,
    SMS_PROVIDER,
    STATE_DIR,
)
from config.settings.secrets import local_secrets

if not (SECRET_KEY and FIELD_KEYS):
    SECRET_KEY, FIELD_KEYS = local_secrets(STATE_DIR)

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
SMS_PROVIDER = SMS_PROVIDER or "local"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
INSTALLED_APPS = [*INSTALLED_APPS, "config.demo"] if DEMO else INSTALLED_APPS
