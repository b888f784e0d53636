"""The kit of templates/elements/ as tags, for those that wrap other words.

`{% load elements %}`, then for instance `{% card title=_("Your goals") %}…{% endcard %}`. Each
element's own file says which words it takes.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Protocol
from xml.etree import ElementTree
from zipfile import ZipFile

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Person(Protocol):
    """Somebody with initials."""

    @property
    def initials(self) -> str: ...


@cache
def _drawings() -> ZipFile:
    """lucide's archive, opened once: the package reads its list of 1,700 names for each icon."""
    return ZipFile(str(files("lucide") / "lucide.zip"))


@lru_cache(maxsize=512)
def _svg(name: str, size: int) -> SafeString:
    # It comes from the installed icon package, not from anybody's input.
    drawing = ElementTree.fromstring(_drawings().read(f"{name}.svg"))  # noqa: S314
    for node in drawing.iter():
        node.tag = node.tag.removeprefix("{http://www.w3.org/2000/svg}")
    side = str(size)
    drawing.attrib |= {"width": side, "height": side, "aria-hidden": "true", "focusable": "false"}
    return mark_safe(ElementTree.tostring(drawing, encoding="unicode"))


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A lucide icon, hidden from screen readers: a word always stands beside it."""
    return _svg(str(name), int(size))


@register.filter
def phone_link(number: str) -> SafeString:
    """The number as a link that calls it, never broken over two lines."""
    return format_html('<a class="nowrap" href="tel:{}">{}</a>', number.replace(" ", ""), number)


@register.simple_block_tag
def card(
    content: str, title: str = "", level: int = 2, aside: str = "", kind: str = "", id: str = ""
) -> SafeString:
    """One thing on the page: templates/elements/card.html."""
    words = {"title": title, "level": level, "aside": aside, "kind": kind, "id": id}
    return render_to_string("elements/card.html", {**words, "content": content})


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", role: str = "") -> SafeString:
    """Something to know: templates/elements/notice.html."""
    words = {"kind": kind, "title": title, "role": role}
    return render_to_string("elements/notice.html", {**words, "content": content})


@register.simple_block_tag
def empty_state(content: str, title: str, icon: str = "") -> SafeString:
    """Nothing here yet: templates/elements/empty.html."""
    return render_to_string(
        "elements/empty.html", {"title": title, "icon": icon, "content": content}
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A question over the page: templates/elements/dialog.html."""
    return render_to_string("elements/dialog.html", {"id": id, "title": title, "content": content})


@register.simple_block_tag
def disclosure(
    content: str, summary: str, open: bool = False, heading: int | None = None, id: str = ""
) -> SafeString:
    """A line that opens to more: templates/elements/disclosure.html."""
    words = {"summary": summary, "open": open, "heading": heading, "id": id}
    return render_to_string("elements/disclosure.html", {**words, "content": content})


@register.inclusion_tag("elements/avatar.html")
def avatar(person: Person, size: str = "", photo: str = "") -> dict[str, str]:
    """Initials or a photo: templates/elements/avatar.html."""
    return {"initials": person.initials, "size": size, "photo": photo}


@register.inclusion_tag("elements/table.html")
def table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], caption: str = ""
) -> dict[str, Any]:
    """A table that stacks on phones: templates/elements/table.html."""
    labelled = [list(zip(headers, row, strict=True)) for row in rows]
    return {"headers": headers, "labelled": labelled, "caption": caption}


@register.simple_tag
def wrong_fields(form: BaseForm) -> list[BoundField]:
    """The visible fields of a form that have an error, in the form's order."""
    return [field for field in form.visible_fields() if field.errors]
