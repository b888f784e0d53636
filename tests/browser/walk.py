"""Walk a site as a person would, from link to link, seeing each kind of page once."""

import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

ADDRESSES = "tests.tooling.demo_urls"  # the site's and the demo's
# Links that end the walk or save a file instead of showing a page.
NOT_PAGES = re.compile(r"logout|account_email_verification_sent|enclosure|calendar|download|photo")


def kind(address: str) -> str | None:
    """Which page an address is, without its identifiers; None if it is no page of the site."""
    try:
        found = resolve(urlsplit(address).path, urlconf=ADDRESSES).view_name
    except Resolver404:
        return None
    return None if NOT_PAGES.search(found) else found


@dataclass
class Walk:
    """One person's walk. `seen` are the kinds of pages already shown to this role."""

    page: Page
    seen: set[str]
    waiting: deque[str] = field(default_factory=deque)

    def start(self, *addresses: str) -> None:
        """Begin at these addresses."""
        self.waiting.extend(addresses)

    def next_page(self) -> str | None:
        """Open the next page of a kind not seen yet; its kind, or None when there is none left."""
        while self.waiting:
            address = self.waiting.popleft()
            if kind(address) in self.seen | {None}:
                continue
            response = self.page.goto(address)
            # The address may have led elsewhere.
            shown = kind(self.page.url)
            self.seen |= {str(kind(address))}
            if shown is None or response is None or shown in self.seen - {str(kind(address))}:
                continue
            self.seen.add(shown)
            assert response.status == 200, f"{address} answered {response.status}"
            self.waiting.extend(self.links())
            return shown
        return None

    def links(self) -> list[str]:
        """Where this page leads on the same site."""
        here = urlsplit(self.page.url)
        found: list[str] = self.page.eval_on_selector_all(
            "a[href]", "links => links.map((link) => link.href)"
        )
        return [link for link in found if urlsplit(link).netloc == here.netloc]
