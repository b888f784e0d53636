"""The windows themselves: what they must notice, and that their faults fail a test."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import assert_accessible
from tests.browser.site import Site
from tests.browser.windows import SWITCHED_OFF, Windows


@pytest.fixture
def visitor(sample_windows: Windows) -> Page:
    page = sample_windows.open("visitor")
    page.goto("/demo/mail/")
    return page


def test_an_inline_script_is_refused_and_noticed(visitor: Page, sample_windows: Windows) -> None:
    sample_windows.expect_fault("Content Security Policy")
    with visitor.expect_console_message():
        visitor.evaluate(
            """() => {
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.body.append(script);
            }"""
        )
    assert visitor.evaluate("() => window.ran") is None
    assert len(sample_windows.faults) == 1
    assert sample_windows.unexpected() == []


def test_a_script_error_is_noticed(visitor: Page, sample_windows: Windows) -> None:
    with visitor.expect_event("pageerror"):
        visitor.evaluate("() => { setTimeout(() => { throw new Error('the door is stuck') }) }")
    assert len(sample_windows.unexpected()) == 1
    sample_windows.expect_fault("the door is stuck")
    assert sample_windows.unexpected() == []


def test_axe_works_under_the_strict_policy_and_finds_faults(visitor: Page) -> None:
    assert_accessible(visitor)
    visitor.evaluate("() => document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(visitor)


def test_each_window_has_a_camera_and_a_microphone(visitor: Page) -> None:
    kinds = visitor.evaluate(
        """async () => {
            const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
            const kinds = stream.getTracks().map((track) => track.kind);
            stream.getTracks().forEach((track) => track.stop());
            return kinds.sort();
        }"""
    )
    assert kinds == ["audio", "video"]


KEEP = """async () => {
    localStorage.setItem("words", "of one");
    document.cookie = "words=of-one";
    await new Promise((done) => { indexedDB.open("words").onsuccess = done; });
}"""
READ = """async () => [
    localStorage.length,
    document.cookie.includes("of-one"),
    (await indexedDB.databases()).length,
]"""


def test_a_window_knows_nothing_of_one_before_it(
    visitor: Page, sample_windows: Windows, sample_site: Site
) -> None:
    visitor.evaluate(KEEP)
    assert visitor.evaluate(READ) == [1, True, 1]
    profile = visitor.context
    profile.add_cookies([{"name": "sessionid", "value": "hers", "url": sample_site.url}])
    profile.set_offline(True)
    sample_windows.close()
    page = sample_windows.open("somebody else")
    assert page.context is profile, "a profile that was left is taken again"
    page.goto("/demo/mail/")
    assert page.evaluate(READ) == [0, False, 0]
    assert all(cookie["value"] != "hers" for cookie in profile.cookies())


def test_every_window_has_the_real_clock(visitor: Page, sample_windows: Windows) -> None:
    """The profiles that other tests left, too."""
    pages = [visitor, *(sample_windows.open(f"visitor {number}") for number in range(3))]
    for page in pages:
        assert "native code" in page.evaluate("() => String(setTimeout)")


def test_a_window_opens_nothing_but_its_page(visitor: Page, browser: Browser) -> None:
    """No page of Chromium's own is open, and nothing is on that Playwright would switch off."""
    chromium = browser.new_browser_cdp_session()
    found = chromium.send("SystemInfo.getProcessInfo")["processInfo"]
    (browsers,) = (process["id"] for process in found if process["type"] == "browser")
    words = Path(f"/proc/{browsers}/cmdline").read_text().split("\0")
    lists = [word.partition("=")[2] for word in words if word.startswith("--disable-features=")]
    assert lists[-1].split(",") == SWITCHED_OFF
    missing = {name for others in lists[:-1] for name in others.split(",")} - {*SWITCHED_OFF}
    assert not missing, "Playwright switches these off, and so should SWITCHED_OFF"
    targets = chromium.send("Target.getTargets", {"filter": [{}]})["targetInfos"]
    others = [target["url"] for target in targets if target["type"] not in {"page", "tab"}]
    assert not others, "Chromium opens these beside the page"
    chromium.detach()
