"""Pages for anyone."""

from tests.access.people import NAMES
from tests.access.table import Entry, everyone

ROWS = [
    Entry("pages:welcome", dict.fromkeys(NAMES, 302) | {"nobody": 200}),
    Entry("pages:how", everyone()),
    Entry("pages:fit", everyone()),
    Entry("pages:questions", everyone()),
    Entry("pages:technical_help", everyone()),
    Entry("pages:help_now", everyone()),
    Entry("pages:privacy", everyone()),
    Entry("pages:theme", everyone(302), method="post", is_public=True),
]
