"""Every setting is told where people look for it, and nothing is told that isn't one."""

import re
from pathlib import Path

from tests.tooling.settings_read import settings_read

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
OF_COMPOSE = {"SITE_HOST", "PUBLIC_IP", "POSTGRES_PASSWORD"}


def told_in_example() -> list[str]:
    return re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE)


def test_the_example_has_each_setting_once() -> None:
    told = told_in_example()
    assert sorted(told) == sorted(settings_read() | OF_COMPOSE)


def test_each_line_of_the_example_comes_with_its_explanation() -> None:
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"(# )?[A-Z_]+=", line):
            above = lines[number - 1]
            assert above.startswith("# ") and "=" not in above.split()[1], line


def test_the_manual_names_each_setting() -> None:
    manual = (ROOT / "docs" / "deploy.md").read_text().split("## All settings")[1]
    assert set(re.findall(r"`([A-Z_]+)`", manual)) == settings_read() | OF_COMPOSE
