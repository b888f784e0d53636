"""The scripts as production serves them: collected, shortened, under names with their hash."""

import json
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles.finders import get_finders

from config.static import HashedStatic

SCRIPT = re.compile(r'<script[^>]+src="/static/([^"]+)"')
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")


@dataclass(frozen=True)
class Served:
    """A folder of collected scripts; `names` leads from a script to the file that is sent."""

    folder: Path
    names: dict[str, str]

    def loaded_by(self, page: str) -> set[str]:
        """Every script the page's HTML loads, with all it imports, now or later."""
        found: set[str] = set()
        waiting = SCRIPT.findall(page)
        while waiting:
            script = waiting.pop()
            if script in found:
                continue
            found.add(script)
            if script.startswith("js/"):
                waiting += self._imports(script)
        return found

    def _imports(self, script: str) -> list[str]:
        here = PurePosixPath(script).parent
        return [
            str((self.folder / here / other).resolve().relative_to(self.folder.resolve()))
            for other in IMPORTED.findall((self.folder / script).read_text())
        ]

    def weight(self, script: str) -> int:
        """Bytes over the line to a browser that takes gzip."""
        sent = self.folder / self.names[script]
        zipped = sent.with_name(f"{sent.name}.gz")
        return (zipped if zipped.exists() else sent).stat().st_size


def collect_scripts(folder: Path) -> Served:
    """Do with every script what `collectstatic` does with it."""
    storage = HashedStatic(location=folder)
    collected = {}
    for finder in get_finders():
        for name, source in finder.list(["*/ext/*"]):
            if name.endswith(".js") and name not in collected:
                with source.open(name) as content:
                    storage.save(name, content)
                collected[name] = (source, name)  # where it comes from, as that command tells it
    for _name, _hashed, result in storage.post_process(collected):
        if isinstance(result, Exception):
            raise result
    manifest = json.loads((folder / "staticfiles.json").read_text())
    return Served(folder=folder, names=manifest["paths"])
