"""The one ASGI entry: HTTP to Django, sockets to the room."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# A question to the database keeps the interpreter for 5 ms at a time by default; sockets that wait
# for their turn meanwhile make a signal ten times slower (measured, see docs/room-guard.md).
sys.setswitchinterval(0.0005)

import django

django.setup(set_prefix=False)

from django.conf import settings

from config.alone import serve_alone
from config.http import Handler

if settings.ONE_WEB_PROCESS:
    serve_alone(settings.STATE_DIR)

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter

from config.sockets import routes

application = ProtocolTypeRouter(
    {"http": Handler(), "websocket": AuthMiddlewareStack(URLRouter(routes))}
)
