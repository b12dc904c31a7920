"""The columns of a record that can be archived and restored."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from lazyit.kernel.ids import new_id

LIVE = models.Q(deleted_at=None)


class Record(models.Model):
    """A record that can be archived and restored but never deleted."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def etag(self) -> str:
        """The version as an HTTP entity tag."""
        return f'"{self.version}"'

    @property
    def is_archived(self) -> bool:
        """Say whether the record is out of use."""
        return self.deleted_at is not None
