"""What the database knows of the instance it belongs to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now


class Instance(models.Model):
    """The instance's one row: its id, and when its first administrator was made."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    instance_id = models.UUIDField(default=uuid.uuid4, editable=False)
    auth_mode = models.CharField(max_length=10, null=True)
    configured_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="instance_only_one")]
