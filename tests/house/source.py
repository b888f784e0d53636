"""The project's own source, as these tests read it."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = (
    "config", "sessions", "scheduling", "goals", "intake", "resources", "people", "notices",
    "privacy",
)  # fmt: skip
APPS = FLOORS[1:]


def python(*folders: str) -> list[Path]:
    """The Python files below the folders, without migrations."""
    return [
        file
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in file.parts
    ]


def name(file: Path) -> str:
    """The file's path inside the project."""
    return str(file.relative_to(ROOT))


def tree(file: Path) -> ast.Module:
    """The file's syntax."""
    return ast.parse(file.read_text(), filename=str(file))


def imported(node: ast.AST) -> set[str]:
    """The modules that an import statement names; nothing for other nodes."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module}
    return set()
