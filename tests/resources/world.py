"""One of each row of resources, for the access table and for pictures."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from resources import actions
from resources.library_files import read_all
from resources.models import LibraryItem
from tests.access.people import World


def rows(world: World) -> dict[str, Any]:
    """Alice has homework to do, some finished and shared, some taken back; journal pages of every
    state. Bruno has the like with Nadia, so that a mixed-up row would show."""
    now = world.now - timedelta(days=1)
    actions.load_library(files=list(read_all()), at=now)
    item = LibraryItem.objects.get(slug="thought-record")

    def give(care: Any, **more: Any) -> Any:
        return actions.assign(actor=care.therapist, care=care, at=now, **more)

    def done(care: Any, *, share: bool) -> Any:
        homework = give(care, item=item)
        actions.finish(
            actor=care.patient,
            homework=homework,
            answers={"situation": f"What {care.patient.known_as} wrote."},
            share=share,
            at=now,
        )
        return homework

    def page(care: Any) -> Any:
        text = f"A page of {care.patient.known_as}."
        return actions.write_journal(actor=care.patient, care=care, key=uuid4(), text=text, at=now)

    alice, tariq = world.alice, world.tariq
    withdrawn = give(world.care, title="A walk")
    actions.withdraw(actor=tariq, homework=withdrawn, at=now)
    shared_page, deleted_page = page(world.care), page(world.care)
    actions.share_journal(actor=alice, entry=shared_page, at=now)
    actions.delete_journal(actor=alice, entry=deleted_page, at=world.now)
    return {
        "item": item,
        "homework": give(world.care, item=item, instructions="One small moment is enough."),
        "written_homework": give(world.care, title="Say good morning to a neighbour"),
        "private_homework": done(world.care, share=False),
        "shared_homework": done(world.care, share=True),
        "withdrawn_homework": withdrawn,
        "page": page(world.care),
        "shared_page": shared_page,
        "deleted_page": deleted_page,
        "brunos_homework": done(world.nadias_care, share=True),
        "brunos_page": page(world.nadias_care),
    }
