"""`{% load navigation %}`: the main navigation, the chosen theme, links that may be gone."""

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from config.navigation import PUBLIC, links
from config.themes import chosen_theme

register = template.Library()


@register.inclusion_tag("elements/navigation.html", takes_context=True)
def main_navigation(context: Context) -> dict[str, Any]:
    """The places this person can go. Signed out, and on an error page, the public ones."""
    request = context.get("request")
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    match = getattr(request, "resolver_match", None)
    return {
        "links": links(
            user.role if user and signed_in else PUBLIC,
            request.path if request else "",
            match.view_name if match else "",
        ),
        "signed_in": signed_in,
    }


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """ "light" or "dark" if the reader chose one, else "": the system decides."""
    request = context.get("request")
    return chosen_theme(request.COOKIES) if request else ""


@register.simple_tag
def url_or_nothing(name: str) -> str:
    """The URL of that name, or "" where nothing has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
