"""Tests of the whole production shape; `python -m tests.stack` starts it and then these."""

import os
from collections.abc import Iterator

import pytest

from tests.browser.site import Site, running_site

# Without the stack there is nothing to test here: `make test` leaves them to `make test-stack`.
collect_ignore_glob = [] if "ATTUNE_SITE" in os.environ else ["test_*.py"]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The running stack."""
    with running_site(sample_people=False) as running:
        yield running
