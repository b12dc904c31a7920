"""The background work of imports, declared."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.imports.actions.committing import commit_rows
from lazyit.foundation.imports.actions.ending import sweep_sessions
from lazyit.foundation.imports.actions.planning import plan_rows
from lazyit.foundation.imports.actions.reading import read_file
from lazyit.foundation.imports.actions.upload import COMMIT, PLAN, READ
from lazyit.foundation.jobs.models import Job
from lazyit.foundation.jobs.registry import Kind, add_chore, register


def declare() -> None:
    """Register the three steps, and the sweep of sessions."""
    register(Kind(READ, _("Read an import file"), read_file, max_attempts=2, place=_session))
    register(Kind(PLAN, _("Dry run of an import"), plan_rows, place=_session))
    register(Kind(COMMIT, _("Import"), commit_rows, max_attempts=10, place=_session))
    add_chore(sweep_sessions)


def _session(job: Job) -> str:
    return f"/imports/{job.payload['session']}"
