from django.apps import AppConfig


class SessionsConfig(AppConfig):
    """The meeting itself. Its label differs from its folder because Django has a `sessions`."""

    name = "sessions"
    label = "therapy_sessions"

    def ready(self) -> None:
        from sessions import letters, preparation, receivers, shutting, unsigned  # noqa: F401
