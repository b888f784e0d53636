from django.apps import AppConfig

from config.asked import say_what_is_missing

# Here rather than in ready(): a field takes its sentences when its form's module is read, and the
# apps' modules are read in between.
say_what_is_missing()


class HouseConfig(AppConfig):
    """The composition root: it has no tables, only what draws on every app."""

    name = "config"
