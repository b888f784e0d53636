"""The room's sockets."""

from django.urls import URLPattern, path

from sessions.room.consumer import RoomConsumer
from sessions.text.consumer import TextConsumer

routes: list[URLPattern] = [
    path("ws/room/<uuid:appointment>/", RoomConsumer.as_asgi()),
    path("ws/text/<uuid:appointment>/", TextConsumer.as_asgi()),
]
