"""Chromium windows for the named people, each apart from the others, each watched for faults."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from tests.browser.chromium import path
from tests.browser.portrait import moving_picture

# What no test needs. A window's address bar brings two pages of its own, which cost more than the
# first page of the site, and a renderer stands by for a page that never comes. The others are those
# that Playwright would switch off: of several such lists Chromium takes the last alone
# (`test_windows.py` compares them).
SWITCHED_OFF = [
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
    "SpareRendererForSitePerProcess",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
]
FLAGS = [
    "--no-sandbox",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--no-first-run",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage"
"""What a site can keep in a browser. What the browser has fetched from it is not among that."""

Profiles = dict[str, list[BrowserContext]]
_left: WeakKeyDictionary[Browser, Profiles] = WeakKeyDictionary()
"""The profiles of windows that were closed, by what they had been made with. As in a person's own
browser the site's scripts and styles are at hand in them."""


@contextmanager
def chromium(playwright: Playwright, *, frames: int = 20) -> Iterator[Browser]:
    """One Chromium with a fake microphone, and a fake camera of so many frames a second; a film in
    its place for `SHOTS`."""
    with TemporaryDirectory(prefix="attune-camera-") as folder:
        flags = [*FLAGS, f"--use-fake-device-for-media-stream=fps={frames}"]
        if os.environ.get("SHOTS"):
            film = moving_picture(Path(folder) / "sitter.mjpeg")
            flags.append(f"--use-file-for-fake-video-capture={film}")
        browser = playwright.chromium.launch(executable_path=path(), args=flags)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Windows:
    """Opens windows and remembers every console error, page error and refused load in them."""

    browser: Browser
    site_url: str
    faults: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)
    profiles: list[tuple[BrowserContext, list[BrowserContext]]] = field(default_factory=list)

    def open(
        self,
        name: str,
        *,
        size: dict[str, int] = DESK,
        colours: str = "light",
        zone: str = "Europe/Lisbon",
        java_script: bool = True,
    ) -> Page:
        """A window of their own for the named person: own cookies, own storage, own time zone.

        What a test changes in the context itself, such as its clock, would outlast the window: a
        test that does so closes the context.
        """
        page = self._profile(
            base_url=self.site_url,
            ignore_https_errors=True,  # the stack's front signs its own certificate
            viewport={"width": size["width"], "height": size["height"]},
            color_scheme="dark" if colours == "dark" else "light",
            timezone_id=zone,
            locale="en-GB",
            java_script_enabled=java_script,
            permissions=["camera", "microphone"],
            reduced_motion="reduce",
        ).new_page()
        tools = page.context.new_cdp_session(page)
        tools.send("Storage.clearDataForOrigin", {"origin": self.site_url, "storageTypes": KEPT})
        tools.detach()
        self.watch(name, page)
        return page

    def _profile(self, **wishes: Any) -> BrowserContext:
        """One that was left, or a new one."""
        left = _left.setdefault(self.browser, {}).setdefault(repr(wishes), [])
        profile = left.pop() if left else self.browser.new_context(**wishes)
        self.profiles.append((profile, left))
        return profile

    def watch(self, name: str, page: Page) -> None:
        """Remember what goes wrong in a page: a CSP violation is a console error in Chromium."""

        def console(message: ConsoleMessage) -> None:
            if message.type == "error":
                where = message.location.get("url", "")
                self.faults.append(f"{name} at {page.url}: {message.text} ({where})")

        page.on("console", console)
        page.on("pageerror", lambda error: self.faults.append(f"{name} at {page.url}: {error}"))
        self.pages[name] = page

    def expect_fault(self, pattern: str) -> None:
        """A fault that the test brings about on purpose, such as a refused page."""
        self.expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """The faults nobody asked for, those still on their way from Chromium included."""
        for page in self.pages.values():
            if not page.is_closed():
                page.evaluate("() => 0")
        return [
            fault
            for fault in self.faults
            if not any(pattern.search(fault) for pattern in self.expected)
        ]

    def picture(self, folder: Path, *, test: str) -> None:
        """Keep what each open window shows, for looking into a failed test."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in self.pages.items():
            if not page.is_closed():
                page.screenshot(path=folder / f"{test}-{name}.png", full_page=True)

    def close(self) -> None:
        """Close every window."""
        for profile, left in self.profiles:
            if profile in self.browser.contexts:  # no test has closed it
                for page in profile.pages:
                    page.close()
                profile.set_offline(False)
                left.append(profile)
        self.profiles.clear()
