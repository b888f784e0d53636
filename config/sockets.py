"""Every socket the site answers."""

from django.urls import URLPattern

routes: list[URLPattern] = []
