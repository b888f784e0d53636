"""Addresses of the house itself and of allauth."""

from tests.access.table import Entry, everyone, signed_in

ROWS = [
    Entry("healthz", everyone()),
    Entry("home:home", signed_in()),
]

# allauth guards its own addresses and tests them; ours is only that staff without a second factor
# reach none of the others (tests/people/test_second_factor.py).
GUARDED_BY_ALLAUTH = ("account_", "mfa_")
