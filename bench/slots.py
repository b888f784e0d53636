"""`make bench-slots`: how long four weeks of free times take, beside the least any engine does.

What is compared runs in turn, round after round, so that a busy moment of the machine meets all of
it; ratios are taken within a round, and the middle one counts.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from statistics import median
from time import perf_counter

from bench.practice import NOW, empty_database, fill, make_patients, make_therapist

PAST = (100, 1_000, 10_000)
ROUNDS, SEARCHES = 300, 20
THERAPISTS = 200
ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham")
FOUR_WEEKS = timedelta(weeks=4)
NOTICE = timedelta(hours=12)

Times = list[tuple[datetime, datetime]]


def main() -> None:
    with empty_database():
        figures = one_therapist() | many_therapists()
    print()
    for name, value in figures.items():
        print(f"{name}={value}")


def one_therapist() -> dict[str, str]:
    """Ours beside the floor, for a therapist with few, many and very many sessions behind them."""
    from bench import floor
    from scheduling.free import free_times
    from scheduling.models import Service
    from scheduling.slots import Span

    therapists = {past: make_therapist(f"t{past}") for past in PAST}
    for past, therapist in therapists.items():
        fill(therapist, make_patients(f"p{past}-", 40), past=past, ahead=45)
    wanted = Service.objects.get().wanted
    window = Span(NOW, NOW + FOUR_WEEKS)

    def ours(past: int) -> Times:
        person = therapists[past].pk
        slots = free_times(therapists=[person], wanted=wanted, window=window, at=NOW)[person]
        return [(slot.starts_at, slot.ends_at) for slot in slots]

    def least(past: int) -> Times:
        return floor.free_times(
            therapists[past].pk,
            since=NOW + NOTICE,
            until=window.end,
            length=wanted.length,
            step=wanted.step,
        )

    for past in PAST:
        assert ours(past) == least(past), "the floor finds other times"
    assert len(ours(PAST[0])) == len(ours(PAST[-1])) > 50
    ways = [partial(way, past) for way in (ours, least) for past in PAST]
    seconds = in_turn(ways, ROUNDS)
    for past, mine, bare in zip(PAST, seconds, seconds[len(PAST) :], strict=False):
        print(f"{past:>6} past appointments: {ms(mine)} ms, the floor {ms(bare)} ms")
    print(f"{len(ours(PAST[0]))} free times in {queries(partial(ours, PAST[-1]))} queries")
    most = len(PAST) - 1
    return {
        "slots_vs_floor": f"{ratio(seconds[most], seconds[most + len(PAST)]):.2f}",
        "slots_growth": f"{ratio(seconds[most], seconds[0]):.2f}",
    }


def many_therapists() -> dict[str, str]:
    """Two hundred therapists in five zones, each with twenty sessions in those weeks."""
    from scheduling.free import free_times
    from scheduling.models import Service
    from scheduling.slots import Span

    wanted = Service.objects.get().wanted
    patients = make_patients("many", THERAPISTS)
    crowd = [make_therapist(f"c{n}", ZONES[n % len(ZONES)]) for n in range(THERAPISTS)]
    for therapist, patient in zip(crowd, patients, strict=True):
        fill(therapist, [patient], past=20, ahead=20)
    everybody = [therapist.pk for therapist in crowd]

    def search() -> int:
        window = Span(NOW, NOW + FOUR_WEEKS)
        times = free_times(therapists=everybody, wanted=wanted, window=window, at=NOW)
        return sum(map(len, times.values()))

    [seconds] = in_turn([search], SEARCHES)
    print(f"{THERAPISTS} therapists: {ms(seconds)} ms in {queries(search)} queries")
    print(f"{search()} free times")
    return {"search_200_ms_per_therapist": f"{median(seconds) * 1000 / THERAPISTS:.2f}"}


def in_turn(ways: Sequence[Callable[[], object]], rounds: int) -> list[list[float]]:
    """How many seconds each took in each round, after a few that don't count."""
    seconds: list[list[float]] = [[] for _way in ways]
    for number in range(-3, rounds):
        for way, took in zip(ways, seconds, strict=True):
            start = perf_counter()
            way()
            if number >= 0:
                took.append(perf_counter() - start)
    return seconds


def ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """How many times as long, round by round; the middle of it."""
    return median(a / b for a, b in zip(these, those, strict=True))


def ms(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1000:.2f}"


def queries(way: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        way()
    return len(captured)


if __name__ == "__main__":
    main()
