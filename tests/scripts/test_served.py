"""What the room's scripts weigh as they are served, and that shortening them changes nothing."""

import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import Care, User
from tests.house.source import ROOT
from tests.scheduling.world import make_appointment
from tests.scripts.node import OWN_TESTS, node
from tests.scripts.served import Served, collect_scripts

BUDGET_KB = 45


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return collect_scripts(tmp_path_factory.mktemp("served") / "static")


def test_the_rooms_scripts_keep_their_budget(
    served: Served,
    care: Care,
    alice: User,
    tariq: User,
    client_for: Callable[[User], Client],
) -> None:
    """The heavier page of the two: the patient's with the waiting room, the therapist's with the
    note. What is imported only when it is wanted is counted too."""
    appointment = make_appointment(care, timezone.now() - timedelta(minutes=5))
    address = reverse("sessions:room", args=[appointment.pk])
    pages: dict[str, float] = {}
    for person in (alice, tariq):
        page = client_for(person).get(address)
        assert page.status_code == 200
        weights = {
            script: served.weight(script) for script in served.loaded_by(page.content.decode())
        }
        print(f"For {person.known_as}:")
        for script, weight in sorted(weights.items(), key=lambda pair: -pair[1]):
            print(f"{weight:6} {script}")
        assert {"js/room/peer.js", "js/room/board.js", "js/fragments.js"} <= set(weights)
        pages[person.known_as] = sum(weights.values()) / 1000
    figure = max(pages.values())
    print(f"room_js_gzip_kb={figure:.1f}")
    assert figure <= BUDGET_KB


def test_every_shortened_script_is_a_module_still(served: Served) -> None:
    ours = list((ROOT / "static" / "js").rglob("*.js"))
    parse = ROOT / "tests" / "scripts" / "parses.mjs"
    told = node("--experimental-vm-modules", "--no-warnings", parse, served.folder / "js")
    # Each lies there twice: under its own name and under the one with its hash.
    assert int(told) == 2 * len(ours)
    for script in ours:
        short = served.folder / script.relative_to(ROOT / "static")
        assert short.stat().st_size < script.stat().st_size
        assert "/**" not in short.read_text()


def test_shortened_they_pass_their_own_tests(served: Served) -> None:
    """The scripts' tests once more, on what is served."""
    top = served.folder.parent
    (top / "docs").symlink_to(ROOT / "docs")
    tests = []
    for test in OWN_TESTS:
        tests.append(top / test.relative_to(ROOT))
        tests[-1].parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(test, tests[-1])
    assert len(tests) >= 5
    node("--test", *tests)
