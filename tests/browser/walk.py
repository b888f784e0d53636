"""Walk a site as a person would, from link to link."""

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

ADDRESSES = "tests.tooling.demo_urls"  # the site's and the demo's
# Links that end the walk or save a file instead of showing a page.
NOT_PAGES = re.compile(r"logout|enclosure|:calendar$|:feed$|download|photo")
LETTER = "demo:letter"  # its links are for the one it was sent to
# The same kind of page differs by what it shows (a session to come, one that is over): so many
# of each kind are opened for where they lead.
OF_EACH_KIND = 2
LINKS = "all => all.map((a) => new URL(a.getAttribute('href'), document.baseURI).href)"


def kind(address: str) -> str | None:
    """Which page an address is, without its identifiers; None if it is no page of the site."""
    try:
        found = resolve(urlsplit(address).path, urlconf=ADDRESSES).view_name
    except Resolver404:
        return None
    return None if NOT_PAGES.search(found) else found


@dataclass
class Walk:
    """One person's walk. `seen` are the kinds of pages already shown to their role.

    The window opens what is to be looked at. Where else links lead on from is asked by plain
    requests with its cookies; not from kinds `for_everybody`, whose links a visitor's walk follows.
    """

    page: Page
    seen: set[str]
    for_everybody: set[str]
    waiting: deque[str] = field(default_factory=deque)
    opened: Counter[str] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)

    def start(self, *addresses: str) -> None:
        """Begin at these addresses."""
        self.waiting.extend(addresses)

    def next_page(self) -> str | None:
        """Open the next page of a kind not seen yet; its kind, or None when there is none left."""
        while self.waiting:
            address = self.waiting.popleft().partition("#")[0]
            asked = kind(address)
            if asked is None or address in self.addresses or self.opened[asked] == OF_EACH_KIND:
                continue
            self.addresses.add(address)
            self.opened[asked] += 1
            if asked in self.seen:
                if asked not in self.for_everybody:
                    self.ask(address)
                continue
            opened = self.page.goto(address)
            assert opened is not None and opened.status == 200, f"{address} answered {opened}"
            shown = self.go_on_from(opened.url, opened.headers["content-type"], self._links)
            if shown is not None and shown not in self.seen:
                self.seen.add(shown)
                return shown
        return None

    def ask(self, address: str) -> None:
        """Walk on from a page without opening it."""
        answer = self.page.request.get(address)
        assert answer.status == 200, f"{address} answered {answer.status}"
        self.go_on_from(
            answer.url,
            answer.headers["content-type"],
            lambda: links(answer.text(), at=answer.url),
        )

    def go_on_from(
        self, address: str, media_type: str, found: Callable[[], list[str]]
    ) -> str | None:
        """Walk on from what was answered, if it is a page of the site; its kind."""
        shown = kind(address)
        if shown is None or "text/html" not in media_type:
            return None
        if shown != LETTER:
            here = urlsplit(address).netloc
            self.waiting.extend(link for link in found() if urlsplit(link).netloc == here)
        return shown

    def _links(self) -> list[str]:
        found: list[str] = self.page.eval_on_selector_all("a[href]", LINKS)
        return found


def links(markup: str, *, at: str) -> list[str]:
    """Where a page leads."""
    reader = _Links()
    reader.feed(markup)
    return [urljoin(at, target) for target in reader.found]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        target = dict(attributes).get("href")
        if tag == "a" and target:
            self.found.append(target)
