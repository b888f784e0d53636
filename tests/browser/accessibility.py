"""axe-core on a page as it stands: what WCAG 2.2 A and AA and good practice find wrong with it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async (only) => (await axe.run(document, {
    runOnly: only,
    resultTypes: ["violations"],
})).violations"""
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The only ones of these rules whose verdict depends on the colour scheme."""


def assert_accessible(page: Page, *, colours_only: bool = False) -> None:
    """Fail with every rule that axe finds broken and where.

    `colours_only` is for a page that was found sound in another colour scheme. The page's CSP
    stays as it is: the rules are evaluated from outside, not loaded by the page.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text() + "; undefined")
    found: list[dict[str, Any]] = page.evaluate(RUN, COLOURS if colours_only else EVERYTHING)
    assert not found, f"{page.url}\n" + "\n".join(_told(violation) for violation in found)


def assert_accessible_in_both_schemes(page: Page) -> None:
    """The page as it stands, in light and in dark; it is left in light."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page, colours_only=scheme == "dark")


def _told(violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    first = "\n".join(
        f"    {' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in nodes[:3]
    )
    return f"  {violation['id']}: {violation['help']} ({len(nodes)} places)\n{first}"
