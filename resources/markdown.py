"""Markdown to HTML that is safe to put on a page.

Library texts are ours, but a practice may add its own: so everything is parsed without raw HTML,
then sanitised by an allow-list as if it came from a stranger.
"""

from functools import cache
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TOP_HEADING = 2  # the page's own title is the only h1
LOWEST_HEADING = 6

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "br"}
TAGS = HEADINGS | TABLES | BLOCKS | {"strong", "em", "a", "img", "code"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "th": {"scope"},
}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.push("house", _keep_to_the_house)
    return parser


def to_html(text: str) -> SafeString:
    """Render Markdown as sanitised HTML.

    Headings are shifted so that the highest becomes an h2. Images from another origin become
    their description, links that are neither web, mail, telephone nor in-site lose their target.
    """
    rendered = _parser().render(text)
    cleaned = nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)


def is_own_address(address: str) -> bool:
    """Whether an address stays on this site: a path from its root, on no other host."""
    # Browsers read a backslash as a slash, so /\evil.example would be another host.
    if "\\" in address or not address.startswith("/") or address.startswith("//"):
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def _keep_to_the_house(state: StateCore) -> None:
    levels = [int(token.tag[1]) for token in state.tokens if token.type == "heading_open"]
    shift = TOP_HEADING - min(levels, default=TOP_HEADING)
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + shift, LOWEST_HEADING)}"
        # markdown-it writes a column's alignment as a style attribute, which the content
        # security policy refuses.
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
        elif token.children:
            token.children = [_own_image(child) for child in token.children]


def _own_image(token: Token) -> Token:
    if token.type != "image" or is_own_address(str(token.attrs.get("src", ""))):
        return token
    return Token("text", "", 0, content=token.content)
