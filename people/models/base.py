"""What every row of the house has in common."""

from uuid import uuid4

from django.db import models


class Row(models.Model):
    """A row under a random key, so that an address tells nothing and can't be guessed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True
