"""Find a Chromium, or install one. The browser tests are never skipped for want of it.

`python -m tests.browser.chromium` does it before the tests start, so that a download shows.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NONE_FOUND = (
    "The browser tests need Chromium: none was found and none could be installed. "
    "Install your system's chromium package, or set CHROMIUM to a Chromium's path."
)


def find() -> str | None:
    """The path of a Chromium: the one CHROMIUM names, the system's, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named):
            return shutil.which(named)
        sys.exit(f"CHROMIUM is set to {named}, which can't be run.")
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    """Try the system's package where we may, then Playwright's own download."""
    print("Installing Chromium for the browser tests", flush=True)
    if debian.install("chromium", "fonts-dejavu-core", "fonts-urw-base35"):
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def path() -> str:
    """A Chromium that can be run, installed if need be; ends the run with a sentence if not."""
    found = find()
    if found is None:
        install()
        found = find()
    if found is None:
        sys.exit(NONE_FOUND)
    return found


if __name__ == "__main__":
    print(f"Browser tests use {path()}")
