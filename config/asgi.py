"""The one ASGI entry: HTTP to Django, sockets to the room."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

# A question to the database keeps the interpreter for 5 ms at a time by default; sockets that wait
# for their turn meanwhile make a signal ten times slower (measured, see docs/room-guard.md).
sys.setswitchinterval(0.0005)

from django.core.asgi import get_asgi_application

http = get_asgi_application()

from django.conf import settings

from config.alone import serve_alone

if settings.ONE_WEB_PROCESS:
    serve_alone(settings.STATE_DIR)

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter

from config.sockets import routes

application = ProtocolTypeRouter(
    {"http": http, "websocket": AuthMiddlewareStack(URLRouter(routes))}
)
