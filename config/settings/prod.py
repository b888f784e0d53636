"""Production. Refuses to start without what a practice's safety stands on."""

from config.settings.base import *  # noqa: F403
from config.settings.base import (
    ALLOWED_HOSTS,
    DATABASE_URL,
    DEMO,
    FIELD_KEYS,
    REDIS_URL,
    SECRET_KEY,
    SITE_URL,
    SMS_PROVIDER,
    TURN_SECRET,
    TURN_URLS,
)
from config.settings.environment import Misconfigured, mail_server

if DEMO:
    raise Misconfigured("DEMO is on. The demo's one-click sign-in must never meet real people.")
if len(SECRET_KEY) < 50:
    raise Misconfigured("SECRET_KEY is missing or shorter than 50 characters.")
if not FIELD_KEYS:
    raise Misconfigured("FIELD_KEYS is missing: clinical text can't be encrypted without a key.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise Misconfigured("ALLOWED_HOSTS must name the practice's host names, and not '*'.")
if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise Misconfigured("DATABASE_URL must point to PostgreSQL (postgres://user:…@host/name).")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise Misconfigured("REDIS_URL must point to Redis (redis://host:6379/0).")
if not SITE_URL.startswith("https://"):
    raise Misconfigured("SITE_URL must start with https://: cameras only open on a secure page.")
if SMS_PROVIDER == "local":
    raise Misconfigured("SMS_PROVIDER says local: text messages would stay on this machine.")
if TURN_URLS and not TURN_SECRET:
    raise Misconfigured("TURN_SECRET is missing: without it anybody could make a relay's password.")

vars().update(mail_server("EMAIL_URL"))
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not hold the worker

SECURE_SSL_REDIRECT = True
# The TLS front is the only way in and sets this header itself, see docs/deploy.md.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
