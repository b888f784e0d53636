"""Real browsers on a real site.

    def test_welcome(site: Site, windows: Windows) -> None:
        alice = windows.open("Alice", size=PHONE)
        alice.goto("/")
        assert_accessible(alice)

`site` has migrations and library but nobody in it; `sample_site` has the sample practice and its
one-click sign-in. A console error or a CSP violation in any window fails the test.

Playwright's loop runs in this thread while its fixtures live, so they end with this package, and
no test here touches the test process's own database: use `site.run(...)`.
"""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Site, running_site
from tests.browser.windows import Windows, chromium

ROOT = Path(__file__).resolve().parents[2]
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="package")
def site(shared: Path) -> Iterator[Site]:
    """A running site with its library and nobody in it."""
    with running_site(sample_people=False, shared=shared) as running:
        yield running


@pytest.fixture(scope="package")
def sample_site(shared: Path) -> Iterator[Site]:
    """A running demo with the sample practice."""
    with running_site(sample_people=True, shared=shared) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests here. Its camera is a slow one: coding pictures is most of what a
    call costs, and that pictures come is seen by ten a second as well."""
    with sync_playwright() as playwright, chromium(playwright, frames=10) as running:
        yield running


def _watched(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Windows]:
    opened = Windows(browser=browser, site_url=site.url)
    yield opened
    failed = request.node.stash.get(FAILED, False)
    faults = opened.unexpected()
    if failed or faults:
        opened.picture(ROOT / "var" / "failures", test=request.node.name)
        print(site.last_words())
    opened.close()
    if not failed:
        assert not faults, "\n".join(faults)


@pytest.fixture
def windows(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Windows]:
    """Opens windows on `site`."""
    yield from _watched(request, browser, site)


@pytest.fixture
def sample_windows(
    request: pytest.FixtureRequest, browser: Browser, sample_site: Site
) -> Iterator[Windows]:
    """Opens windows on `sample_site`."""
    yield from _watched(request, browser, sample_site)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let the windows know whether their test failed, so that they leave pictures."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
