"""Mapping, dry run and commit."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.imports.access import get_session, kind_of, require_status
from lazyit.foundation.imports.actions.upload import COMMIT, PLAN
from lazyit.foundation.imports.date_orders import with_date_orders
from lazyit.foundation.imports.kinds import Problem
from lazyit.foundation.imports.mapping import Mapping, check_mapping
from lazyit.foundation.imports.models import ImportSession, RowState, SessionState
from lazyit.foundation.imports.problems import describe
from lazyit.foundation.jobs.actions import enqueue
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, FieldError, Invalid

_BEFORE_COMMIT = (SessionState.PARSED, SessionState.MAPPED, SessionState.DRY_RUN)


@transaction.atomic
def set_mapping(*, actor: Actor, session_id: str, mapping: Mapping) -> ImportSession:
    """Decide where each column goes; date orders left open are decided over whole columns.

    Raises Invalid naming each column or field that is wrong, Conflict once committed.
    """
    session = get_session(actor, session_id, lock=True)
    require_status(session, *_BEFORE_COMMIT)
    kind = kind_of(session)
    if problems := check_mapping(kind, session.columns, mapping):
        raise Invalid(_("The mapping is not complete."), errors=_field_errors(session, problems))
    session.mapping = with_date_orders(session, kind, mapping).to_json()
    _advance(session, SessionState.MAPPED, "mapping")
    return session


@transaction.atomic
def start_dry_run(*, actor: Actor, session_id: str) -> ImportSession:
    """Plan every row in the background; nothing of the register is written."""
    session = get_session(actor, session_id, lock=True)
    require_status(session, SessionState.MAPPED, SessionState.DRY_RUN)
    payload = {"session": session.id}
    session.job = enqueue(actor=actor, kind=PLAN, payload=payload, total=session.row_count)
    _advance(session, SessionState.PLANNING, "job")
    return session


@transaction.atomic
def start_commit(*, actor: Actor, session_id: str) -> ImportSession:
    """Import the valid rows in the background, or go on where an earlier attempt stopped.

    Raises Forbidden without the permissions that the mapping needs, Conflict before a dry run.
    """
    session = get_session(actor, session_id, lock=True)
    if not session.can_resume:
        require_status(session, SessionState.DRY_RUN)
    actor.require(*sorted(kind_of(session).permissions(session.decided().targets())))
    total = session.rows.exclude(state=RowState.INVALID).count()
    if not total:
        raise Conflict(_("No row of this file can be imported."), code="nothing_to_import")
    payload = {"session": session.id}
    session.job = enqueue(actor=actor, kind=COMMIT, payload=payload, total=total)
    _advance(session, SessionState.COMMITTING, "job")
    return session


def _advance(session: ImportSession, state: SessionState, *fields: str) -> None:
    session.state, session.updated_at = state, clock.now()
    session.save(update_fields=["state", "updated_at", *fields])


def _field_errors(session: ImportSession, problems: Sequence[Problem]) -> list[FieldError]:
    kind = kind_of(session)
    return [
        FieldError(path=p.field, code=p.code, message=describe(kind, p.to_json())) for p in problems
    ]
