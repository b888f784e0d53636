"""Every socket the site answers."""

from django.urls import URLPattern

from sessions.room.routes import routes as room

routes: list[URLPattern] = [*room]
