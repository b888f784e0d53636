"""The room's sockets."""

from django.urls import URLPattern, path

from sessions.room.consumer import RoomConsumer

routes: list[URLPattern] = [path("ws/room/<uuid:appointment>/", RoomConsumer.as_asgi())]
