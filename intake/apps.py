from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self) -> None:
        from intake import letters, receivers  # noqa: F401  declares kinds, connects signals
