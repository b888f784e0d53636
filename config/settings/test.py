"""For the test suite: as embedded (or on DATABASE_URL and REDIS_URL), quick to hash, mail kept."""

from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, STATE_DIR, STATIC_ROOT

SECRET_KEY = "only-for-tests"
FIELD_KEYS = ["bm90IGEgc2VjcmV0OiBvbmx5IGZvciB0aGUgdGVzdHM="]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The suite may run in several processes; each meets only itself.
ONE_WEB_PROCESS = False
WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ACCOUNT_RATE_LIMITS = False
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    # A file, not memory: threads of one test must meet in one real database.
    DATABASES["default"]["TEST"] = {"NAME": STATE_DIR / "test.sqlite3"}
