"""Texts that were signed or sent: a frozen seal tells whether they are still the same."""

from collections.abc import Mapping
from hmac import compare_digest

from django.db import models

from people.models import Row
from privacy.fields import EncryptedTextField
from sessions import seals


class Sealed(Row):
    """A row with a seal over its clear text. `told()` says what the seal covers.

    A trigger freezes such rows but for their encrypted columns, which `reencrypt` must reach;
    `docs/notes.md` says why.
    """

    salt = EncryptedTextField(editable=False)
    seal = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True

    def told(self) -> Mapping[str, seals.Told]:
        """Everything that the signature vouches for."""
        raise NotImplementedError

    def close(self) -> None:
        """Compute the seal over the row as it is now. Saves nothing itself."""
        self.salt = seals.new_salt()
        self.seal = seals.seal(self.salt, self.told())

    @property
    def is_intact(self) -> bool:
        """Whether the text is still the one that was sealed."""
        return compare_digest(self.seal, seals.seal(self.salt, self.told()))
