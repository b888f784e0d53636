"""Every pair of colours that meets on a page can be read, in both schemes.

The arithmetic is WCAG 2.2's: relative luminance and contrast ratio.
https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = Path(settings.BASE_DIR) / "static/css/tokens.css"
SYSTEM_DARK = ':root:not([data-theme="light"])'
CHOSEN_DARK = ':root[data-theme="dark"]'

BODY = 7.0
OTHER = 4.5

GROUNDS = ("paper", "surface")
PAIRS = [
    *[("ink", ground, BODY) for ground in (*GROUNDS, "sunken", "wash")],
    *[("ink", f"{kind}-wash", BODY) for kind in ("attention", "danger", "good")],
    *[("ink-quiet", ground, BODY) for ground in GROUNDS],
    *[("ink-quiet", ground, OTHER) for ground in ("sunken", "wash", "attention-wash")],
    *[("ink-quiet", f"{kind}-wash", OTHER) for kind in ("danger", "good")],
    *[("accent", ground, OTHER) for ground in (*GROUNDS, "wash", "sunken")],
    *[("accent", f"{kind}-wash", OTHER) for kind in ("attention", "danger", "good")],
    *[("accent-deep", ground, OTHER) for ground in (*GROUNDS, "wash")],
    *[(kind, ground, OTHER) for kind in ("attention", "danger", "good") for ground in GROUNDS],
    *[(kind, f"{kind}-wash", OTHER) for kind in ("attention", "danger", "good")],
    *[(f"{kind}-deep", f"{kind}-wash", OTHER) for kind in ("attention", "danger")],
    *[(f"on-{kind}", kind, OTHER) for kind in ("accent", "attention", "danger", "good")],
    *[(f"on-{kind}", f"{kind}-deep", OTHER) for kind in ("accent", "attention", "danger")],
    *[("edge", ground, OTHER) for ground in GROUNDS],
    *[("focus", ground, OTHER) for ground in (*GROUNDS, "wash")],
]


def block(selector: str) -> dict[str, str]:
    """The custom properties declared under one selector, by name."""
    css = TOKENS.read_text()
    start = css.index(f"{selector} {{") + len(selector) + 2
    body = css[start : css.index("}", start)]
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    light = block(":root")
    return {"light": light, "dark": light | block(CHOSEN_DARK)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_pair_can_be_read(scheme: str, front: str, ground: str, least: float) -> None:
    tokens = schemes()[scheme]
    assert contrast(tokens[front], tokens[ground]) >= least


def test_dark_is_the_same_chosen_or_by_the_system() -> None:
    assert block(SYSTEM_DARK) == block(CHOSEN_DARK)


def test_dark_redefines_every_colour() -> None:
    colours = {name for name, value in block(":root").items() if value.startswith("#")}
    assert colours <= set(block(CHOSEN_DARK))


def test_contrast_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


CONTROLS = [
    ("elements", ".button"),
    ("forms", ".choice"),
    ("forms", ".scale label"),
    ("lists", ".time"),
    ("times", ".kinds a"),
    ("scheduling", ".chip"),
]


@pytest.mark.parametrize(("sheet", "selector"), CONTROLS)
def test_what_can_be_pressed_has_a_frame_that_is_seen(sheet: str, selector: str) -> None:
    """WCAG 2.2, 1.4.11: `--line` only parts things; `--edge` is measured above."""
    css = (TOKENS.parent / f"{sheet}.css").read_text()
    start = css.index(f"\n{selector} {{")
    assert "border: 1px solid var(--edge);" in css[start : css.index("}", start)]
