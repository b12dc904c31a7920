"""What the database knows of the instance it belongs to."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


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


class BackupStatus(models.Model):
    """What came of the last backups, written by the command that makes them, for the pages."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    verified_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(null=True)

    class Meta:
        db_table = "backup_status"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="backup_status_only_one")
        ]


class Outcome(models.TextChoices):
    """What came of an upgrade, in the words of its journal."""

    COMMITTED = "committed", _("Done")
    FAILED = "failed", _("Not done; nobody was kept waiting")
    WENT_BACK = "went back", _("Went back by itself; nothing was lost")
    ROLLED_BACK = "rolled back", _("Rolled back")
    AT_WORK = "at work", _("At work")
    CUT_OFF = "cut off", _("Stopped half-way")


class UpgradeRun(models.Model):
    """One upgrade, copied for the pages from its journal on the host, which alone decides."""

    id = models.CharField(primary_key=True, max_length=150, editable=False)
    kind = models.CharField(max_length=20)
    from_version = models.CharField(max_length=60)
    to_version = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    cause = models.TextField(null=True)  # why it did not end well
    bundle = models.CharField(max_length=200, null=True)  # the backup made before it
    held_seconds = models.FloatField(null=True)  # for how long requests waited
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    steps = models.JSONField(default=list)
    migrations = models.JSONField(default=list)

    class Meta:
        db_table = "upgrade_run"
