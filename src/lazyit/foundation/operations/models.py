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


class InstanceRelease(models.Model):
    """The database's own word on which release it was brought to; only ``migrate`` writes it."""

    MIGRATING, COMMITTED = "migrating", "committed"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    version = models.CharField(max_length=60)
    git_sha = models.CharField(max_length=64)
    schema_identity = models.CharField(max_length=64)
    instance_id = models.UUIDField()
    run = models.CharField(max_length=64, null=True)  # of the upgrade that migrated, if one did
    state = models.CharField(max_length=10)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "instance_release"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="instance_release_only_one"),
            models.CheckConstraint(
                condition=models.Q(state__in=["migrating", "committed"]),
                name="instance_release_state",
            ),
        ]

    @property
    def is_committed(self) -> bool:
        """Say whether migrating to it succeeded."""
        return self.state == self.COMMITTED


class KeyIdentity(models.Model):
    """What a key is recognised by, kept without the key; only ``migrate`` writes it."""

    name = models.CharField(primary_key=True, max_length=60)
    identity = models.CharField(max_length=16)
    first_seen = models.DateTimeField(db_default=Now())
