"""What was kept of a session in writing: Alice's with Tariq, some days ago."""

from tests.access.table import Entry, only

ROWS = [
    Entry(
        "sessions:transcript",
        only(alice=200, tariq=200),
        lambda world: {"appointment": world.rows["written"].pk},
    ),
]
