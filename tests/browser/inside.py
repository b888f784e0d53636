"""Python inside a running site, piece after piece in one process of the site's own settings.

Setting Django up costs a second, and most tests do something there. The process ends when its
input does: with `Inside.close`, or with whoever started it.
"""

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import StringIO

import django
from django.conf import settings
from django.db import connections

from config.demo.launch import ROOT

# Who is made here never types a password.
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Inside:
    """Runs code in a process with that environment; started when there is some."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def run(self, code: str) -> str:
        """What the code prints; an assertion with its traceback if it fails."""
        process = self._process = self._process or self._start()
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(code) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "the process inside the site has ended"
        told: dict[str, str] = json.loads(answer)
        assert "failed" not in told, told["failed"]
        return told["said"]

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.browser.inside"],
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def main() -> None:
    """Each line of the input is a piece of code in JSON, each of the output what became of it."""
    django.setup()
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    for line in sys.stdin:
        said = StringIO()
        try:
            with redirect_stdout(said):
                exec(json.loads(line), {"__name__": __name__})
            told = {"said": said.getvalue()}
        except Exception:
            told = {"failed": traceback.format_exc()}
        finally:
            connections.close_all()
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
