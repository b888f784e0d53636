"""Scripts without what only their readers need: comments, white space, long names inside.

Apart from `config.static`, and imported when files are collected and never else: the library
brings a runtime of its own with threads, which a worker that forks must not inherit.
"""

import minify  # type: ignore[import-untyped]


def script(text: str) -> str:
    """The same module, shorter. What it imports, exports and names at its top stays as it is."""
    return str(minify.string("application/javascript", text))
