"""Which environment variables the settings read, from their source."""

import ast
from pathlib import Path

SETTINGS = Path(__file__).resolve().parents[2] / "config" / "settings"
READERS = {
    "database_url", "fernet_keys", "ip_address", "mail_server", "port", "ports", "site_url",
    "sms_provider",
}  # fmt: skip


def settings_read() -> set[str]:
    """The name in every `env.…("NAME")`, and in every call of our own readers."""
    names = set()
    for file in SETTINGS.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if isinstance(call, ast.Call) and _reads(call.func) and call.args:
                [name, *_] = call.args
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    names.add(name.value)
    return names


def _reads(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in READERS
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "env"
    )
