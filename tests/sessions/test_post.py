"""Passing letters on before they are kept: whatever gets lost on the way, none is missing, none
comes twice, and all come in order."""

import asyncio
import json
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from sessions.room.post import Inbox, Kept, Letter, Outbox, numbered, sealed
from sessions.room.protocol import Candidate, Restart

SEAT = "0b7c9a34-6f0e-4c55-8d3c-9a55d7f0e001"


async def fail() -> None:
    raise AssertionError("nothing fails here")


class Shelf:
    """Keeps letters as the database does."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, Letter]] = []

    async def keep(self, letters: list[Letter]) -> None:
        for letter in letters:
            self.rows.append((len(self.rows) + 1, letter))

    async def kept(self) -> Kept:
        last = self.rows[-1][1] if self.rows else None
        return Kept(
            writer=last.writer if last else "", n=last.n if last else 0, letters=list(self.rows)
        )


def test_a_number_takes_the_place_that_no_page_wrote() -> None:
    sly = Candidate(to=SEAT, candidate='"seq":0', mid='"seq":0', line=0, fragment="")
    told = json.loads(numbered(sealed(sly, sender=SEAT), 7))
    assert (told["seq"], told["candidate"], told["mid"]) == (7, '"seq":0', '"seq":0')


@given(
    lost=st.lists(st.booleans(), max_size=30),
    fetched=st.sets(st.integers(0, 29)),
    back_at=st.integers(0, 30),
)
def test_law_nothing_is_missing_or_out_of_order_whatever_is_lost(
    lost: list[bool], fetched: set[int], back_at: int
) -> None:
    """Events get lost, the shelf is read now and then, and once the page comes back anew."""

    async def go() -> None:
        shelf, handed = Shelf(), []

        async def hand(text: str) -> None:
            handed.append(json.loads(text))

        inbox = Inbox(hand)
        outbox = Outbox(shelf.keep, failed=fail)
        for place, is_lost in enumerate(lost):
            if place == back_at:
                await outbox.close()
                had = inbox.seq
                inbox = Inbox(hand)
                await inbox.catch_up(shelf.kept, had=had)
            said = Candidate(to=SEAT, candidate=str(place), mid="", line=0, fragment="")
            letter = outbox.write(said, sender=SEAT)
            if not is_lost:
                await inbox.take(writer=letter.writer, n=letter.n, text=letter.text)
            if place in fetched:
                await inbox.catch_up(shelf.kept)
        await outbox.close()
        await inbox.catch_up(shelf.kept)
        assert [one["candidate"] for one in handed] == [str(n) for n in range(len(lost))]
        assert [one["seq"] for one in handed] == list(range(1, len(lost) + 1))

    asyncio.run(go())


async def test_two_writers_one_after_the_other_are_both_heard() -> None:
    """The other's page was loaded anew: its new socket counts from one again."""
    shelf, handed = Shelf(), []

    async def hand(text: str) -> None:
        handed.append(json.loads(text)["seq"])

    inbox = Inbox(hand)
    for _writer in range(2):
        outbox = Outbox(shelf.keep, failed=fail)
        for _n in range(3):
            letter = outbox.write(Restart(to=SEAT), sender=str(uuid4()))
            await inbox.take(writer=letter.writer, n=letter.n, text=letter.text)
        await outbox.close()
    await inbox.catch_up(shelf.kept)
    assert handed == [1, 2, 3, 4, 5, 6]
    assert {row.to for _seq, row in shelf.rows} == {UUID(SEAT)}
