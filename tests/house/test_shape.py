"""The same shape everywhere: a newcomer sees from names alone what a file is for."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.house.source import APPS, FLOORS, ROOT, imported, name, python, tree

LINES = 400
SAYS_NOTHING = {
    "common", "core", "data", "helper", "helpers", "lib", "manager", "managers", "misc", "process",
    "util", "utils",
}  # fmt: skip
ACTING = {"actor", "by", "author"}
# Pure ideas: no framework in them, so that they can be tested and read alone.
PURE = ["sessions/room/protocol.py", "sessions/room/state.py", "scheduling/slots.py"]
PURE_FOLDERS = ["intake/engine"]


def hand_written() -> list[Path]:
    found = python(*FLOORS, "tests", "deploy")
    for folder, kind in (("static/js", "*.js"), ("static/css", "*.css"), ("templates", "*.html")):
        found += sorted((ROOT / folder).rglob(kind))
    return found


def test_no_file_is_longer_than_one_idea() -> None:
    long = {
        name(file): lines
        for file in hand_written()
        if (lines := len(file.read_text().splitlines())) > LINES
    }
    assert long == {}, f"split these into one idea a file (at most {LINES} lines)"


def test_no_name_says_nothing() -> None:
    assert [name(file) for file in python(*FLOORS) if file.stem in SAYS_NOTHING] == []


@pytest.mark.parametrize("app", APPS)
def test_each_app_is_an_app_with_tests(app: str) -> None:
    assert (ROOT / app / "__init__.py").is_file()
    assert (ROOT / app / "apps.py").is_file()
    assert list((ROOT / "tests" / app).glob("test_*.py"))


@pytest.mark.parametrize("app", FLOORS)
def test_nothing_is_a_file_and_a_folder(app: str) -> None:
    folder = ROOT / app
    assert [file.stem for file in folder.glob("*.py") if (folder / file.stem).is_dir()] == []


def test_our_sessions_do_not_hide_djangos() -> None:
    from django.apps import apps

    assert apps.get_app_config("sessions").name == "django.contrib.sessions"
    assert apps.get_app_config("therapy_sessions").name == "sessions"
    assert (ROOT / "tests" / "__init__.py").is_file()


@pytest.mark.parametrize("app", FLOORS)
def test_nothing_is_imported_inside_a_function_to_dodge_the_floors(app: str) -> None:
    """But where Django must be set up first, which is said by a call just before."""
    dodged = [
        f"{module} in {function.name} in {name(file)}"
        for file in python(app)
        for function in ast.walk(tree(file))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and function.name != "ready"
        and "django.setup()" not in ast.unparse(function)
        for node in ast.walk(function)
        for module in imported(node)
        if module.partition(".")[0] in FLOORS
    ]
    assert dodged == []


@pytest.mark.parametrize(
    "file", [ROOT / file for file in PURE] + python(*PURE_FOLDERS), ids=lambda file: name(file)
)
def test_pure_ideas_know_no_framework(file: Path) -> None:
    roots = {module.partition(".")[0] for node in ast.walk(tree(file)) for module in imported(node)}
    assert roots & {"django", "channels", "celery", "allauth"} == set()


def verbs() -> list[tuple[str, ast.FunctionDef]]:
    """The functions of `actions` in which somebody does something."""
    files = [
        file
        for app in APPS
        for file in [ROOT / app / "actions.py", *(ROOT / app / "actions").glob("*.py")]
        if file.is_file()
    ]
    return [
        (f"{name(file)}:{node.name}", node)
        for file in files
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and ACTING & {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
    ]


@pytest.mark.parametrize("verb", [pytest.param(verb, id=told) for told, verb in verbs()])
def test_verbs_are_called_with_names_and_say_what_they_promise(verb: ast.FunctionDef) -> None:
    """At most the row comes without a name: never who acts, nor anything else."""
    assert not verb.args.posonlyargs
    assert len(verb.args.args) <= 1
    assert not ACTING & {argument.arg for argument in verb.args.args}
    assert verb.returns is not None
    assert ast.get_docstring(verb)


@pytest.mark.parametrize("app", FLOORS)
def test_each_module_says_what_it_is_for(app: str) -> None:
    known = {"__init__.py", "apps.py", "urls.py", "admin.py", "models.py"}
    silent = [
        name(file)
        for file in python(app)
        if file.name not in known
        and "management" not in file.parts
        and tree(file).body
        and not ast.get_docstring(tree(file))
    ]
    assert silent == []


@pytest.mark.parametrize("app", FLOORS)
def test_the_app_can_be_imported_by_name(app: str) -> None:
    module = importlib.import_module(app)
    assert module.__file__ == str(ROOT / app / "__init__.py")


def test_tests_wait_for_things_and_do_not_sleep() -> None:
    """A pause inside a loop that looks for the thing is waiting; any other is guessing."""
    assert [place for file in python("tests") for place in guesses(file)] == []


def guesses(file: Path) -> list[str]:
    module = tree(file)
    looping = {
        call
        for loop in ast.walk(module)
        if isinstance(loop, ast.While | ast.For | ast.AsyncFor)
        for call in ast.walk(loop)
    }
    return [
        f"{name(file)}:{call.lineno}"
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in {"time.sleep", "asyncio.sleep"}
        and call not in looping
        and ast.unparse(call.args[0]) != "0"
    ]
