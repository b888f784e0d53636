from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The sample practice. Installed only where DEMO is on; production refuses to start with it."""

    name = "config.demo"
    label = "demo"
