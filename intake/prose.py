"""Markdown of documents as safe HTML."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable("smartquotes")
_TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br"}
# A tag, which stays as it is, or the hyphen of the word outside of an address.
_TAG_OR_HYPHEN = re.compile(
    r"""<(?:"[^"]*"|[^">])*>|(?<![\w./?&=#@-])(?P<e>[Ee])-(?=mail(?!\w*[/@-]))"""
)


def to_html(text: str) -> SafeString:
    """CommonMark without raw HTML, cleaned once more to a short list of tags. No line ends within
    the word "e-mail"."""
    html = nh3.clean(_MARKDOWN.render(text), tags=_TAGS, attributes={"a": {"href"}})
    return mark_safe(_TAG_OR_HYPHEN.sub(_unbroken, html))  # cleaned by nh3 just above


def _unbroken(found: re.Match[str]) -> str:
    return f"{found['e']}\N{NON-BREAKING HYPHEN}" if found["e"] else found[0]
