"""A browser with two networks of its own, of which one is there at a time (Linux, as root).

It lives in a network namespace with two pairs of virtual cables to the machine, like a phone with
Wi-Fi and a mobile network, and finds the site's "localhost" at an address of the machine.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.browser.chromium import path
from tests.browser.windows import FLAGS

SPACE = "attune-bench"
MACHINE = "10.213.0.1"
CABLES = {"attune-a": "10.213.1", "attune-b": "10.213.2"}
"""The machine's ends are .1, the browser's ends, which carry a "p" more in their name, .2."""


class NoNetworks(Exception):
    """One sentence for the person who typed the command."""


@dataclass(frozen=True)
class Networks:
    """The two networks of the browser; it begins on the first."""

    def switch(self) -> None:
        """The first network goes, and the second one comes."""
        first, second = CABLES
        _inside("ip", "link", "set", f"{first}p", "down")
        _connect(second)

    @contextmanager
    def chromium(self, playwright: Playwright, folder: Path) -> Iterator[Browser]:
        """A Chromium in there."""
        inside = folder / "chromium"
        inside.write_text(f'#!/bin/sh\nexec ip netns exec {SPACE} {path()} "$@"\n')
        inside.chmod(0o755)
        flags = [*FLAGS, f"--host-resolver-rules=MAP localhost {MACHINE}"]
        browser = playwright.chromium.launch(executable_path=str(inside), args=flags)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def two_networks() -> Iterator[Networks]:
    """Until the block ends. `NoNetworks` where the machine doesn't let us."""
    if not shutil.which("ip"):
        raise NoNetworks("A change of network needs the program ip (Debian: iproute2).")
    if os.geteuid() != 0:
        raise NoNetworks("A change of network needs root: it is made of network namespaces.")
    _tidy()
    try:
        _run("ip", "netns", "add", SPACE)
        _run("ip", "address", "add", f"{MACHINE}/32", "dev", "lo")
        for cable, network in CABLES.items():
            _run("ip", "link", "add", cable, "type", "veth", "peer", "name", f"{cable}p")
            for end in (cable, f"{cable}p"):  # else an IPv6 address comes seconds later
                _run("ip", "link", "set", end, "addrgenmode", "none")
            _run("ip", "link", "set", f"{cable}p", "netns", SPACE)
            _run("ip", "address", "add", f"{network}.1/24", "dev", cable)
            _run("ip", "link", "set", cable, "up")
        _inside("ip", "link", "set", "lo", "up")
        _connect(next(iter(CABLES)))
        yield Networks()
    finally:
        _tidy()


def _connect(cable: str) -> None:
    network = CABLES[cable]
    _inside("ip", "address", "add", f"{network}.2/24", "dev", f"{cable}p")
    _inside("ip", "link", "set", f"{cable}p", "up")
    _inside("ip", "route", "add", "default", "via", f"{network}.1")


def _inside(*command: str) -> None:
    _run("ip", "netns", "exec", SPACE, *command)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNetworks(
            f"This machine does not let us: {' '.join(command)}: {done.stderr.strip()}"
        )


def _tidy() -> None:
    """Whatever is there of ours, also from a run that was killed."""
    for command in (
        ["ip", "netns", "delete", SPACE],
        *(["ip", "link", "delete", cable] for cable in CABLES),
        ["ip", "address", "delete", f"{MACHINE}/32", "dev", "lo"],
    ):
        subprocess.run(command, capture_output=True, check=False)
