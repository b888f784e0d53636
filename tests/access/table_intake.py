"""Addresses of intake."""

from typing import Any

from intake.models import ContactCard, DocumentKind
from tests.access.people import World
from tests.access.table import Entry, only


def care(world: World) -> dict[str, Any]:
    return {"care": world.care.pk}


def on_form(**more: Any) -> Any:
    return lambda world: care(world) | {"instrument": "phq-9"} | more


def consent(world: World) -> dict[str, Any]:
    return care(world) | {"kind": DocumentKind.TELEHEALTH_CONSENT}


def agreement(world: World) -> dict[str, Any]:
    return care(world) | {"kind": DocumentKind.SESSION_AGREEMENT}


CONTACT = {
    "location": "Rua 1",
    "callback_phone": "+351912345678",
    "emergency_name": "Jo",
    "emergency_phone": "+351912345679",
}

ROWS = [
    Entry("intake:prepare", only(alice=200), care),
    Entry("intake:contact", only(alice=200), care),
    Entry("intake:contact", only(alice=302), care, "post", lambda world: CONTACT),
    Entry(
        "intake:draft_contact",
        only(alice=200),
        care,
        "post",
        lambda world: CONTACT | {"card": ContactCard.objects.get(care=world.care).stamp},
    ),
    Entry("intake:help_seen", only(alice=302), care, "post"),
    Entry("intake:form", only(alice=302), on_form()),
    Entry("intake:form_page", only(alice=200), on_form(page=1)),
    Entry("intake:form_page", only(alice=302), on_form(page=1), "post"),
    Entry("intake:autosave", only(alice=200), on_form(page=1), "post"),
    Entry("intake:review", only(alice=200), on_form()),
    Entry("intake:review", only(alice=302), on_form(), "post"),
    Entry("intake:done", only(alice=200), on_form()),
    Entry("intake:document", only(alice=200, tariq=200, ines=200), consent),
    Entry(
        "intake:sign",
        only(alice=302, tariq=302, ines=403),
        agreement,
        "post",
        lambda world: {"document": world.rows["agreement"].pk, "agree": "on"},
    ),
    Entry("intake:withdraw", only(alice=302), consent, "post"),
    Entry("intake:measures", only(tariq=200), care),
    Entry("intake:history", only(tariq=200), care),
    Entry("intake:alert", only(tariq=200), lambda world: {"alert": world.rows["alert"].pk}),
    Entry(
        "intake:alert",
        only(tariq=302),
        lambda world: {"alert": world.rows["alert"].pk},
        "post",
        lambda world: {
            "outcome": "Called her; she is safe with her sister.",
            "seen": world.rows["alert"].stamp,
        },
    ),
    Entry("intake:documents", only(ines=200)),
    Entry(
        "intake:document_version",
        only(ines=200),
        lambda world: {"document": world.rows["consent"].pk},
    ),
    Entry(
        "intake:publish_document",
        only(ines=200),
        lambda world: {"kind": DocumentKind.SESSION_AGREEMENT},
    ),
    Entry(
        "intake:publish_document",
        only(ines=302),
        lambda world: {"kind": DocumentKind.SESSION_AGREEMENT},
        "post",
        lambda world: {"title": "Agreement", "body": "## New", "publish": "1"},
    ),
]
