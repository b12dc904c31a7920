"""What a person has put aside on the dashboard."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Dismissal(models.Model):
    """A row that needs attention, put aside by one person until its count rises."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    dismissed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="dismissal_of_person")
        ]
