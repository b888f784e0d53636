"""Markdown of documents as safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("smartquotes")
_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br"}


def to_html(text: str) -> SafeString:
    """CommonMark without raw HTML, cleaned once more to a short list of tags. No line ends within
    "e-mail"."""
    unbroken = text.replace("e-mail", "e\N{NON-BREAKING HYPHEN}mail")
    html = nh3.clean(_MARKDOWN.render(unbroken), tags=_TAGS, attributes={"a": {"href"}})
    return mark_safe(html)  # cleaned by nh3 just above
