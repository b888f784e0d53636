"""What there is to read and to do. The same for everybody, so nothing here is private."""

from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from people.models import Row
from resources.kinds import LIBRARY_KINDS, Topic
from resources.markdown import to_html


class LibraryQuerySet(models.QuerySet["LibraryItem"]):
    def published(self) -> "LibraryQuerySet":
        return self.filter(withdrawn_at=None)

    def about(self, topic: str) -> "LibraryQuerySet":
        return self.filter(topics__code=topic)

    def of_kind(self, kind: str) -> "LibraryQuerySet":
        return self.filter(kind=kind)

    def holding(self, words: str) -> "LibraryQuerySet":
        """Items in which every one of these words occurs, in any case."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(title__icontains=word) | Q(summary__icontains=word) | Q(body__icontains=word)
            )
        return found


class LibraryItem(Row):
    """One text or exercise, as `manage.py load_library` last read it from its file."""

    slug = models.SlugField(unique=True)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.label) for kind in LIBRARY_KINDS]
    )
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=200)
    body = models.TextField(_("text"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    sources = models.JSONField(_("sources"), default=list)
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def html(self) -> SafeString:
        return to_html(self.body)


class ItemTopic(models.Model):
    """One topic of one item."""

    item = models.ForeignKey(LibraryItem, on_delete=models.CASCADE, related_name="topics")
    code = models.CharField(max_length=20, choices=Topic)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="item_topic_once")]

    def __str__(self) -> str:
        return str(self.get_code_display())
