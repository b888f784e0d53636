"""What is so in every environment. Read from the environment; a wrong value stops the start."""

from pathlib import Path

from csp.constants import NONE, SELF
from environs import EnvError, validate

from config.settings.environment import (
    database_url,
    env,
    explain_and_exit,
    fernet_keys,
    ip_address,
    ports,
    require_whole_twilio,
    site_url,
    sms_provider,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

try:
    SECRET_KEY = env.str("SECRET_KEY", default="")
    FIELD_KEYS = fernet_keys("FIELD_KEYS")
    SITE_URL = site_url("SITE_URL", default="http://localhost:8000")
    ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
    DATABASE_URL = database_url("DATABASE_URL")
    REDIS_URL = env.str("REDIS_URL", default="")
    DEMO = env.bool("DEMO", default=False)
    IDLE_MINUTES = env.int("IDLE_MINUTES", default=30, validate=validate.Range(min=1, max=720))
    TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0, validate=validate.Range(0, 10))
    TURN_URLS: list[str] = env.list("TURN_URLS", default=[])
    TURN_SECRET = env.str("TURN_SECRET", default="")
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Attune <hello@localhost>")
    SMS_PROVIDER = sms_provider("SMS_PROVIDER")
    TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
    TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
    TWILIO_FROM = env.str("TWILIO_FROM", default="")
    STATE_DIR = Path(env.str("STATE_DIR", default=str(VAR_DIR)))
    STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(STATE_DIR / "static")))
    # Where the echo of the device check listens, what it bears, and where browsers find it.
    ECHO_SOCKET = Path(env.str("ECHO_SOCKET", default=str(STATE_DIR / "echo.sock")))
    ECHO_PEERS = env.int("ECHO_PEERS", default=4, validate=validate.Range(min=1, max=100))
    ECHO_SECONDS = env.int("ECHO_SECONDS", default=180, validate=validate.Range(min=20, max=1800))
    ECHO_ADDRESS = ip_address("ECHO_ADDRESS")
    ECHO_PORTS = ports("ECHO_PORTS")
except EnvError as error:
    explain_and_exit(error)
require_whole_twilio(
    SMS_PROVIDER, sid=TWILIO_ACCOUNT_SID, token=TWILIO_AUTH_TOKEN, sender=TWILIO_FROM
)

DEBUG = False
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.static.StaticFiles",
    "django.contrib.humanize",
    "channels",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "privacy",
    "notices",
    "people",
    "intake",
    "resources",
    "scheduling",
    "goals",
    "sessions",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "privacy.middleware.RequestOriginMiddleware",
    "people.middleware.UnkeptMiddleware",
    "people.middleware.IdleMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "people.middleware.ReaderMiddleware",
    "config.form_addresses.FormAddressMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "people.context.practice",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(INSTALLED_APPS.index("django.contrib.humanize"), "django.forms")

# --- people and signing in ------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.ConfirmedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
for _validator in AUTH_PASSWORD_VALIDATORS:
    if _validator["NAME"].endswith("MinimumLengthValidator"):
        _validator["OPTIONS"] = {"min_length": 10}  # type: ignore[assignment]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "pages:welcome"
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "people.forms.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "people.models.known_as"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
# A code that was lost comes again, twice. Whoever mistyped the address signs up once more: the way
# that allauth has to change it is offered only where an account was made, and so tells who has one.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Besides allauth's own limits: how many times one address may hold, how many calendars elsewhere
# one person may have read, how often they may try their line and ask for technical help. Codes go
# to one address as often as allauth lets them, but without ten seconds in between: whoever asks for
# a new one at once would be led away from the page for it.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "confirm_email": "6/m/key",
    "hold": "30/m/ip",
    "read_calendar": "10/m/user",
    "try_line": "12/m/user",
    "ask_for_help": "10/h/user",
}
# Whoever finds a window left open can't make the account theirs: the address is what a forgotten
# password goes to.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Attune"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False

# --- sessions and cookies -------------------------------------------------------------------
# The cookie lives as long as the browser; idleness is judged by the server (people.idle), because
# a live call counts as activity and a socket can't renew a cookie.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}

# What a page may ask of the device: what the room and passkeys need, and nothing else.
PERMISSIONS_POLICY: dict[str, str | list[str]] = {
    "autoplay": "self",
    "camera": "self",
    "display-capture": "self",
    "fullscreen": "self",
    "microphone": "self",
    "picture-in-picture": "self",
    "publickey-credentials-create": "self",
    "publickey-credentials-get": "self",
    "screen-wake-lock": "self",
    "accelerometer": [],
    "browsing-topics": [],
    "geolocation": [],
    "gyroscope": [],
    "hid": [],
    "idle-detection": [],
    "magnetometer": [],
    "midi": [],
    "payment": [],
    "serial": [],
    "usb": [],
}

# --- language, time -------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = STATE_DIR / "media"
# Where the embedded e-mail backend keeps what it sends.
EMAIL_FILE_PATH: Path = STATE_DIR / "mail"
# Where the local provider of text messages keeps them, and where Twilio is.
SMS_FILE_PATH: Path = STATE_DIR / "sms"
TWILIO_API = "https://api.twilio.com"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.HashedStatic"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- the database, the channel layer, the broker, the cache --------------------------------
# Seconds for which a connection outlives its request, on a thread that does (config/http.py).
KEPT_OPEN = 600
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "CONN_MAX_AGE": KEPT_OPEN,
    "NAME": STATE_DIR / "attune.sqlite3",
    "OPTIONS": {
        # IMMEDIATE and WAL: 200 writers, no "locked" error; without them 16 (measured).
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
}
try:
    DATABASES = {
        "default": env.dj_db_url("DATABASE_URL", conn_max_age=KEPT_OPEN, conn_health_checks=True)
        if DATABASE_URL
        else SQLITE
    }
except EnvError as error:
    explain_and_exit(error)

# Without Redis the channel layer lives in one process's memory, and a second one may not start.
ONE_WEB_PROCESS = not REDIS_URL
if REDIS_URL:
    # Published and subscribed: two connections for a process, however many sockets it has. The
    # layer that queues stops at a hundred commands at once, and with them all sockets of a process
    # (docs/decisions.md). What is published while nobody can hear is lost, as rings and letters
    # may be (docs/room-guard.md).
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "config.layer.Layer",
            "CONFIG": {
                # A subscription may be quiet for hours; a ping keeps what lies between from
                # forgetting the connection.
                "hosts": [{"address": REDIS_URL, "health_check_interval": 10}],
                "prefix": "attune",
            },
        }
    }
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 600}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CELERY_BROKER_URL = "filesystem://"
    _QUEUE = STATE_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE / "messages"),
        "data_folder_out": str(_QUEUE / "messages"),
        "control_folder": str(_QUEUE / "control"),
        "processed_folder": str(_QUEUE / "processed"),
    }
    for _folder in ("messages", "control", "processed"):
        (_QUEUE / _folder).mkdir(parents=True, exist_ok=True)

# Only for tests: calendars are read from this machine, and without encryption, too.
OUTSIDE_CALENDARS_MAY_BE_LOCAL = False

CELERY_TIMEZONE = "UTC"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")
# An entry that could not run within its own period is dropped: the next one does the same work.
CELERY_BEAT_SCHEDULE = {
    "deliver notices": {
        "task": "notices.tasks.deliver",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "clear holds": {
        "task": "scheduling.tasks.clear_expired_holds",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "read outside calendars": {
        "task": "scheduling.tasks.read_outside_calendars",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "answer what waits": {
        "task": "scheduling.tasks.answer_what_waits",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "close finished sessions": {
        "task": "sessions.tasks.close_finished",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "tell who is waited for": {
        "task": "sessions.tasks.tell_waited_for",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "worker alive": {
        "task": "notices.tasks.heartbeat",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "remove accounts nobody confirmed": {
        "task": "people.tasks.purge_unverified",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "purge deleted journal pages": {
        "task": "resources.tasks.purge_deleted_pages",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}

# --- what is written down -------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # Whatever is written comes by here, so that no logger is forgotten.
        "line": {
            "()": "privacy.reports.KeylessFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        # Anybody can have it written at will, by asking for a host that isn't ours.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # It writes numbers and words of the messages it sends.
        "twilio": {"level": "WARNING"},
    },
}
# Error reports and debug pages never show request bodies or local variables.
DEFAULT_EXCEPTION_REPORTER_FILTER = "privacy.reports.SilentFilter"
