"""Imports as tests run them: the background steps run at once, in this process."""

from __future__ import annotations

from dataclasses import replace

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.actions import (
    set_mapping,
    start_commit,
    start_dry_run,
    upload_file,
)
from lazyit.foundation.imports.kinds import CUSTOM
from lazyit.foundation.imports.mapping import ColumnTarget
from lazyit.foundation.imports.models import ImportRow, ImportSession
from lazyit.foundation.jobs.running import run_job
from tests.builders import actor_of


def upload(
    person: Person, content: bytes | str, name: str = "assets.csv", *, kind: str = "assets"
) -> ImportSession:
    """Upload a file and read it."""
    data = content.encode() if isinstance(content, str) else content
    session = upload_file(actor=actor_of(person), kind=kind, file_name=name, content=data)
    return worked(session)


def mapped(
    person: Person, content: bytes | str, *, kind: str = "assets", **constants: str
) -> ImportSession:
    """Upload a file and confirm what is proposed, with constants."""
    session = upload(person, content, kind=kind)
    proposal = session.decided()
    return set_mapping(
        actor=actor_of(person),
        session_id=session.pk,
        mapping=replace(proposal, constants={**proposal.constants, **constants}),
    )


def dry_run(
    person: Person, content: bytes | str, *, kind: str = "assets", **constants: str
) -> ImportSession:
    """Upload, map and plan a file."""
    session = mapped(person, content, kind=kind, **constants)
    return worked(start_dry_run(actor=actor_of(person), session_id=session.pk))


def imported(
    person: Person, content: bytes | str, *, kind: str = "assets", **constants: str
) -> ImportSession:
    """Take a file all the way into the register."""
    session = dry_run(person, content, kind=kind, **constants)
    return worked(start_commit(actor=actor_of(person), session_id=session.pk))


def worked(session: ImportSession) -> ImportSession:
    """Do a session's background work and return it as it stands then."""
    if session.job_id:
        run_job(session.job_id)
    return ImportSession.objects.get(pk=session.pk)


def row(session: ImportSession, index: int) -> ImportRow:
    """Return one row of a session, counted from 1."""
    return session.rows.get(index=index)


def codes(session: ImportSession, index: int = 1) -> list[str]:
    """Return the codes of a row's errors and warnings."""
    found = row(session, index)
    return [problem["code"] for problem in (*found.errors, *found.warnings)]


def custom(key: str) -> ColumnTarget:
    """Return the target of a column that becomes a custom field."""
    return ColumnTarget(CUSTOM, key)
