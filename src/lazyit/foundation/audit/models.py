"""The shape of every history table: a row a change, never updated, never deleted."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from lazyit.foundation.audit.actor import Actor

Payload = dict[str, Any]


class HistoryRow(models.Model):
    """One change of one subject by one actor; subclasses add a foreign key ``subject``."""

    id = models.BigAutoField(primary_key=True)
    occurred_at = models.DateTimeField(db_default=Now(), editable=False)
    event = models.CharField(max_length=40)
    payload = models.JSONField(null=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    service_account = models.ForeignKey(
        "accounts.ServiceAccount", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None) | models.Q(service_account=None),
                name="%(app_label)s_%(class)s_one_actor",
            )
        ]
        indexes = [
            models.Index(fields=["subject", "-id"], name="%(class)s_subject"),
            models.Index(fields=["-occurred_at", "-id"], name="%(class)s_time"),
            models.Index(fields=["event", "-occurred_at", "-id"], name="%(class)s_event"),
            models.Index(
                fields=["person", "-occurred_at", "-id"],
                condition=models.Q(person__isnull=False),
                name="%(class)s_person",
            ),
            models.Index(
                fields=["service_account", "-occurred_at", "-id"],
                condition=models.Q(service_account__isnull=False),
                name="%(class)s_machine",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    @classmethod
    def entry(cls, actor: Actor, subject_id: object, event: str, payload: Payload | None) -> Self:
        """Build an unsaved row attributed to the actor."""
        return cls(
            subject_id=subject_id,
            event=event,
            payload=payload,
            person_id=actor.person_id,
            service_account_id=actor.service_account_id,
        )

    @classmethod
    def record(
        cls, actor: Actor, subject_id: object, event: str, payload: Payload | None = None
    ) -> Self:
        """Write one row; call it inside the transaction of the change itself."""
        row = cls.entry(actor, subject_id, event, payload)
        row.save(force_insert=True)
        return row
