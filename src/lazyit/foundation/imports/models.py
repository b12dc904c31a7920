"""Sessions (scratch, really deleted), their rows, and the permanent ledger of runs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.imports.kinds import RowResult
from lazyit.foundation.imports.mapping import Mapping
from lazyit.foundation.jobs.models import OPEN_STATES, Job
from lazyit.kernel import clock
from lazyit.kernel.ids import new_id

LIFE = timedelta(hours=24)


def expiry() -> datetime:
    """Return when a session begun now ends."""
    return clock.now() + LIFE


class SessionState(models.TextChoices):
    """How far an import has come."""

    PENDING = "PENDING", _("Waiting to be read")
    PARSING = "PARSING", _("Being read")
    PARSED = "PARSED", _("Read")
    MAPPED = "MAPPED", _("Columns mapped")
    PLANNING = "PLANNING", _("Dry run under way")
    DRY_RUN = "DRY_RUN", _("Ready to import")
    COMMITTING = "COMMITTING", _("Being imported")
    COMMITTED = "COMMITTED", _("Imported")
    FAILED = "FAILED", _("Failed")
    EXPIRED = "EXPIRED", _("Expired")


BUSY_STATES = (
    SessionState.PENDING,
    SessionState.PARSING,
    SessionState.PLANNING,
    SessionState.COMMITTING,
)


class RowState(models.TextChoices):
    """How far one row has come."""

    PENDING = "PENDING", _("Not judged yet")
    VALID = "VALID", _("Ready")
    INVALID = "INVALID", _("Not importable")
    COMMITTED = "COMMITTED", _("Imported")
    FAILED = "FAILED", _("Failed")
    SKIPPED = "SKIPPED", _("Left out")


class ImportRun(models.Model):
    """What one import did: one row a session that wrote anything, kept for ever."""

    id = models.BigAutoField(primary_key=True)
    session_id = models.CharField(max_length=36, unique=True)
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField()
    columns = models.JSONField()
    problems = models.JSONField()
    stopped = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "sha256"], name="importrun_by_file")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class SessionQuerySet(models.QuerySet["ImportSession"]):
    """Reads of import sessions."""

    def expired(self) -> SessionQuerySet:
        """Sessions whose day is over and that nothing works on."""
        over = self.filter(expires_at__lt=clock.now())
        return over.exclude(state=SessionState.COMMITTING, job__state__in=OPEN_STATES)


class ImportSession(models.Model):
    """One uploaded file on its way into the register; belongs to whoever uploaded it."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    state = models.CharField(
        max_length=12, choices=SessionState.choices, default=SessionState.PENDING
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    file_size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)  # only until it has been read
    shape = models.JSONField(default=dict)
    mapping = models.JSONField(null=True)
    problem = models.JSONField(null=True)
    row_count = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(default=expiry)

    objects = SessionQuerySet.as_manager()

    @property
    def columns(self) -> list[str]:
        """The names of the file's columns."""
        return list(self.shape.get("columns", []))

    @property
    def stalled(self) -> bool:
        """Say whether its background work ended without finishing."""
        if self.state not in BUSY_STATES:
            return False
        return self.job is None or self.job.state not in OPEN_STATES

    @property
    def status(self) -> SessionState:
        """The state as others see it: expiry and lost background work included."""
        if self.expires_at <= clock.now() and self.state != SessionState.COMMITTING:
            return SessionState.EXPIRED
        if self.stalled:
            planning = self.state == SessionState.PLANNING  # wrote nothing, so start over
            return SessionState.MAPPED if planning else SessionState.FAILED
        return SessionState(self.state)

    @property
    def can_resume(self) -> bool:
        """Say whether a commit that stopped half-way may go on."""
        return self.state == SessionState.COMMITTING and self.stalled

    def decided(self) -> Mapping:
        """Return the mapping, proposed or confirmed."""
        return Mapping.from_json(self.mapping) if self.mapping else Mapping()


class RowQuerySet(models.QuerySet["ImportRow"]):
    """Reads of rows, and one fast write of their results."""

    def write_results(self, state_of: Iterable[tuple[int, RowState, RowResult]]) -> None:
        """Store what became of rows, by primary key, in one statement."""
        columns = list(zip(*(_result_values(*entry) for entry in state_of), strict=True))
        if columns:
            with connection.cursor() as cursor:
                cursor.execute(_WRITE_RESULTS, [list(column) for column in columns])


class ImportRow(models.Model):
    """One record of the file, as it was, with what is to become or has become of it."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(ImportSession, models.CASCADE, related_name="rows", db_index=False)
    index = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    cells = ArrayField(models.TextField())
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.PENDING)
    action = models.CharField(max_length=10, null=True)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    effects = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    object_id = models.CharField(max_length=36, null=True)
    unassigned = models.BooleanField(default=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "index"], name="importrow_position")
        ]
        indexes = [models.Index(fields=["session", "state", "index"], name="importrow_by_state")]


_WRITE_RESULTS = """
    UPDATE imports_importrow AS r
    SET state = v.state, action = v.action, errors = v.errors::jsonb,
        warnings = v.warnings::jsonb, effects = v.effects::jsonb, changes = v.changes::jsonb,
        object_id = v.object_id, unassigned = v.unassigned
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::text[], %s::boolean[])
         AS v(id, state, action, errors, warnings, effects, changes, object_id, unassigned)
    WHERE r.id = v.id
"""


def _result_values(pk: int, state: RowState, result: RowResult) -> tuple[Any, ...]:
    return (
        pk,
        str(state),
        str(result.action),
        json.dumps([problem.to_json() for problem in result.errors]),
        json.dumps([problem.to_json() for problem in result.warnings]),
        json.dumps(result.effects),
        json.dumps(result.changes),
        result.object_id,
        result.unassigned,
    )
