"""What resources writes to people."""

from django.urls import reverse

from notices.kinds import Letter, kind
from notices.models import Notice
from resources.models import Homework


@kind("homework_assigned")
def homework_assigned(notice: Notice) -> Letter | None:
    """Something waits. Not sent once it is taken back, finished, or the care has ended."""
    homework = Homework.objects.select_related("care__therapist").filter(pk=notice.about).first()
    if homework is None or not homework.is_open:
        return None
    return Letter(
        context={
            "from_name": homework.care.therapist.full_name,
            "due_on": homework.due_on,
            "path": reverse("resources:do_homework", kwargs={"pk": homework.pk}),
        }
    )
