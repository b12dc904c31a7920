"""Who holds which asset, and since when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from lazyit.domains.assets.models.asset import Asset
from lazyit.kernel.ids import new_id


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments."""

    def active(self) -> AssignmentQuerySet:
        """Assignments that have not been released."""
        return self.filter(released_at=None)


class Assignment(models.Model):
    """One person's hold on one asset; ended by releasing, never deleted."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="assignments")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", db_index=False
    )
    assigned_at = models.DateTimeField(db_default=Now())
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    notes = models.CharField(max_length=2000, null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    acknowledge_note = models.CharField(max_length=2000, null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "user"],
                condition=models.Q(released_at=None),
                name="assignment_active",
            )
        ]
        indexes = [models.Index(fields=["user", "released_at"], name="assignment_by_user")]
