from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The composition root: it has no tables, only what draws on every app."""

    name = "config"
