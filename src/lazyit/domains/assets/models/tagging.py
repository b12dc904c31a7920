"""How asset tags are made."""

from __future__ import annotations

from django.db import models

from lazyit.foundation.audit.models import HistoryRow


class TagScheme(models.Model):
    """The instance's one tag scheme: prefix, padded number, suffix."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    enabled = models.BooleanField(default=False)
    prefix = models.CharField(max_length=64, default="", blank=True)
    suffix = models.CharField(max_length=64, default="", blank=True)
    width = models.PositiveSmallIntegerField(default=0)
    next_number = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="tag_scheme_only_one")]

    def tag(self, number: int) -> str:
        """Write the tag of a number."""
        return f"{self.prefix}{number:0{self.width}d}{self.suffix}"


class TagSchemeHistory(HistoryRow):
    """One change of the tag scheme's settings."""

    subject = models.ForeignKey(TagScheme, models.PROTECT, related_name="history", db_index=False)

    class Meta(HistoryRow.Meta):
        abstract = False
