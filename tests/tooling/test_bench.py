"""The benches stay true: what they compare finds the same, what they count can be more than 0."""

import re
from pathlib import Path

import pytest

import bench.rooms
import bench.slots
from bench import practice, race_here
from people.models import User
from scheduling.models import GroupSession

ROOT = Path(__file__).resolve().parents[2]


def test_the_makefile_runs_benches_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^bench-([a-z]+): ", makefile, re.MULTILINE)
    modules = re.findall(r"^\t\$\(PYTHON\) -m (bench\.[a-z_]+)$", makefile, re.MULTILINE)
    assert {"slots", "race", "weak", "join", "outage", "rooms"} <= set(targets)
    assert modules == [f"bench.{target}" for target in targets]
    for module in modules:
        assert (ROOT / f"{module.replace('.', '/')}.py").exists()


def test_pytest_collects_no_bench() -> None:
    for file in (ROOT / "bench").glob("*.py"):
        assert not file.name.startswith("test_")
        assert not re.search(r"^def test_", file.read_text(), re.MULTILINE)


@pytest.mark.django_db
def test_slots_tells_its_three_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In small. It stops when the floor and the engine find different times."""
    monkeypatch.setattr(bench.slots, "PAST", (5, 10))
    monkeypatch.setattr(bench.slots, "ROUNDS", 1)
    monkeypatch.setattr(bench.slots, "SEARCHES", 1)
    monkeypatch.setattr(bench.slots, "THERAPISTS", 3)
    figures = bench.slots.one_therapist() | bench.slots.many_therapists()
    assert list(figures) == ["slots_vs_floor", "slots_growth", "search_200_ms_per_therapist"]
    assert all(float(value) > 0 for value in figures.values())
    assert capsys.readouterr().out.count("in 3 queries") == 2


@pytest.mark.django_db
def test_double_bookings_are_counted() -> None:
    """The database refuses them, so the seats of a group stand in: they share a time."""
    therapist: User = practice.make_therapist("busy")
    service = race_here.make_service("Group", 60)
    start = race_here.on(therapist, race_here.TUESDAY, 10)
    group = GroupSession.objects.create(
        therapist=therapist,
        service=service,
        starts_at=start,
        ends_at=start + practice.HOUR,
        seats=3,
        planned_by=therapist,
        planned_at=practice.NOW,
    )
    for care in race_here.make_cares(therapist, "seat", 3):
        seat = race_here.make_session(care, service, start, group=group)
        assert seat.group == group
    assert race_here.overlaps() == 3


def test_rooms_are_judged_by_their_worst_ratio_and_name_every_figure() -> None:
    one = bench.rooms.Measured()
    one.took[bench.rooms.OURS] = [0.002, 0.003, 0.004]
    one.took[bench.rooms.BARE] = [0.001, 0.002, 0.003]
    one.memory = {bench.rooms.OURS: [60, 70, 80], bench.rooms.BARE: [10]}
    figures = bench.rooms.figures(one)
    assert figures["relay_p50_ms"] == "3.00"
    assert figures["memory_per_socket_kb"] == "70"
    assert figures["relay_vs_channels"] == "1.50"
