"""Secrets that an embedded installation makes for itself at its first start."""

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def local_secrets(folder: Path) -> tuple[str, list[str]]:
    """The installation's own secret key and field keys, made once and readable by its owner only.

    Two processes may start at once: the file appears whole or not at all, and the first one wins.
    """
    path = folder / "secrets.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = {
            "secret_key": secrets.token_urlsafe(50),
            "field_keys": [Fernet.generate_key().decode()],
        }
        draft = folder / f".secrets-{os.getpid()}.json"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    kept = json.loads(path.read_text())
    return kept["secret_key"], kept["field_keys"]
