"""Pages are answered on few threads, which keep their database connections."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone, translation

from config import http
from config.http import Handler
from sessions.room import asking

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 10  # seconds


@dataclass
class Met:
    """What the pages below met."""

    connections: list[Any] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    inside: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go_on: threading.Event = field(default_factory=threading.Event)


met = Met()


def quick(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    met.connections.append(connection.connection)
    return HttpResponse("quick")


def slow(request: HttpRequest) -> HttpResponse:
    met.inside.release()
    assert met.go_on.wait(PATIENCE)
    return HttpResponse("slow")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def changing(request: HttpRequest) -> HttpResponse:
    translation.activate("pt")
    timezone.activate("Asia/Tokyo")
    raise RuntimeError("on purpose")


def closing(request: HttpRequest) -> HttpResponse:
    connection.close()
    met.seen.append((translation.get_language(), timezone.get_current_timezone_name()))
    return HttpResponse("closed")


def handler500(request: HttpRequest) -> HttpResponse:
    return HttpResponse("broken", status=500)


urlpatterns = [path(page.__name__, page) for page in (quick, slow, broken, changing, closing)]


@pytest.fixture(autouse=True)
def pages() -> Iterator[None]:
    global met
    met = Met()
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        yield


class Asking(ApplicationCommunicator):
    """One request for that page."""

    def __init__(self, handler: Handler, page: Callable[[HttpRequest], HttpResponse]) -> None:
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": f"/{page.__name__}",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }
        super().__init__(handler, scope)

    async def begin(self) -> None:
        await self.send_input({"type": "http.request"})

    async def status(self) -> int:
        start = await self.receive_output(PATIENCE)
        await self.receive_output(PATIENCE)
        await self.wait(PATIENCE)
        return start["status"]


async def inside(patience: float = PATIENCE) -> bool:
    """Whether one more slow page is being answered."""
    return await sync_to_async(met.inside.acquire, thread_sensitive=False)(timeout=patience)


async def answer(handler: Handler, page: Callable[[HttpRequest], HttpResponse]) -> int:
    asked = Asking(handler, page)
    await asked.begin()
    return await asked.status()


def test_the_manual_tells_how_many_connections_there_are() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "deploy.md").read_text()
    all_in_all = http.THREADS + asking.THREADS + 1  # Channels signs sockets in on one thread
    told = (
        f"at most {all_in_all} to PostgreSQL: {http.THREADS} for pages, {asking.THREADS} for its "
    )
    assert f"{told}sockets and one that signs them in" in manual


async def test_the_next_request_finds_the_connection_open() -> None:
    handler = Handler()
    assert [await answer(handler, page) for page in (quick, quick, closing)] == [200] * 3
    first, second = met.connections
    assert first is second


async def test_a_connection_that_was_closed_is_made_anew() -> None:
    handler = Handler()
    assert [await answer(handler, page) for page in (quick, closing, quick, closing)] == [200] * 4
    first, second = met.connections
    assert first is not second


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite is not restarted"
)
async def test_nobody_meets_a_connection_that_the_database_has_cut() -> None:
    handler = Handler()
    assert await answer(handler, quick) == 200
    (cut,) = met.connections
    await sync_to_async(end_connection)(cut.info.backend_pid)
    assert [await answer(handler, page) for page in (quick, closing)] == [200] * 2
    assert met.connections[1] is not cut


def end_connection(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


async def test_a_rush_waits_its_turn() -> None:
    handler = Handler(threads=2)
    rush = [Asking(handler, slow) for _ in range(5)]
    for each in rush:
        await each.begin()
    assert [await inside() for _ in range(2)] == [True, True]
    assert not await inside(patience=0.2)
    met.go_on.set()
    assert [await each.status() for each in rush] == [200] * 5


async def test_what_breaks_gives_its_thread_back() -> None:
    handler = Handler(threads=1)
    assert await answer(handler, broken) == 500
    assert await answer(handler, closing) == 200


async def test_who_leaves_gives_their_thread_back() -> None:
    handler = Handler(threads=1)
    left = Asking(handler, slow)
    await left.begin()
    assert await inside()
    await left.send_input({"type": "http.disconnect"})
    met.go_on.set()
    await left.wait(PATIENCE)
    assert await answer(handler, closing) == 200


# Django leaves a cancelled request's empty body to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_a_page_that_nobody_waits_for_any_more_keeps_nobody_waiting() -> None:
    """Daphne cancels it some seconds after its reader has left; its view goes on to the end."""
    handler = Handler(threads=2)
    given_up = Asking(handler, slow)
    await given_up.begin()
    assert await inside()
    given_up.stop(exceptions=False)
    assert [await answer(handler, page) for page in (quick, closing)] == [200] * 2
    met.go_on.set()
    assert await answer(handler, quick) == 200, "and its thread is of use again"
    assert [await answer(handler, closing) for _ in range(2)] == [200] * 2


async def test_nobody_is_shown_the_language_or_zone_of_somebody_before() -> None:
    handler = Handler(threads=1)
    assert await answer(handler, changing) == 500
    assert await answer(handler, closing) == 200
    assert met.seen == [("en", "UTC")], "what it was before"
