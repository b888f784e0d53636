"""The instruments on the shelf: one folder each, one file per version, old ones kept."""

import json
from functools import cache, cached_property
from pathlib import Path

from intake.engine.loading import InvalidInstrument, parse
from intake.engine.model import Questionnaire

SHIPPED = Path(__file__).resolve().parent.parent / "instruments"


class NoSuchInstrument(LookupError):
    """No file for this instrument, or for this version of it."""


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


class Library:
    """Reads `<folder>/<code>/<version>.json`; of the dotted numbers the highest is current."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.folder = folder

    @classmethod
    @cache
    def shipped(cls) -> "Library":
        """The instruments that come with Attune, each file read once per process."""
        return cls()

    @cached_property
    def _shelf(self) -> dict[str, dict[str, Questionnaire]]:
        shelf: dict[str, dict[str, Questionnaire]] = {}
        for path in sorted(self.folder.glob("*/*.json")):
            instrument = _read(path)
            shelf.setdefault(instrument.code, {})[instrument.version] = instrument
        return shelf

    def codes(self) -> tuple[str, ...]:
        return tuple(self._shelf)

    def versions(self, code: str) -> tuple[str, ...]:
        """Oldest first."""
        if code not in self._shelf:
            raise NoSuchInstrument(f"no instrument {code}")
        return tuple(sorted(self._shelf[code], key=_order))

    def current(self, code: str) -> Questionnaire:
        """The version new answers are given to."""
        return self.get(code, self.versions(code)[-1])

    def get(self, code: str, version: str) -> Questionnaire:
        """The very version someone answered."""
        try:
            return self._shelf[code][version]
        except KeyError as error:
            raise NoSuchInstrument(f"no instrument {code} version {version}") from error


def _read(path: Path) -> Questionnaire:
    try:
        instrument = parse(json.loads(path.read_text(encoding="utf-8")))
    except (InvalidInstrument, json.JSONDecodeError) as error:
        raise InvalidInstrument(f"{path.parent.name}/{path.name}: {error}") from error
    if (instrument.code, f"{instrument.version}.json") != (path.parent.name, path.name):
        raise InvalidInstrument(
            f"{path.parent.name}/{path.name}: named otherwise than what is in it"
        )
    return instrument
