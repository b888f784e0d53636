"""Addresses of the house itself and of allauth."""

from tests.access.table import Entry, everyone, only, signed_in

ROWS = [
    Entry("healthz", everyone()),
    Entry("home:home", signed_in()),
    Entry("home:next", only(alice=200, bruno=200, mallory=200)),
    Entry("home:sessions", only(tariq=200, nadia=200)),
    Entry("home:patients", only(tariq=200, nadia=200)),
    Entry("home:patient", only(tariq=200), lambda world: {"care": world.care.pk}),
]

# allauth guards its own addresses and tests them; ours is only that staff without a second factor
# reach none of the others (tests/people/test_second_factor.py).
GUARDED_BY_ALLAUTH = ("account_", "mfa_")
