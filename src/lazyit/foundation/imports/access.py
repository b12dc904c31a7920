"""The only way to get a session for a request: it belongs to its creator."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.imports.kinds import Kind, find_kind
from lazyit.foundation.imports.models import ImportRun, ImportSession, SessionState
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, NotFound
from lazyit.kernel.ids import is_id


def get_session(actor: Actor, session_id: str, *, lock: bool = False) -> ImportSession:
    """Return the actor's own session; anybody else's does not exist for them."""
    actor.require("import:run")
    person_id = actor.require_person()
    sessions = ImportSession.objects.defer("content").select_related("job", "run")
    if lock:
        sessions = sessions.select_for_update(of=("self",))
    found = (
        sessions.filter(pk=session_id, person_id=person_id).first() if is_id(session_id) else None
    )
    if found is None:
        raise NotFound(_("There is no such import. Imports are kept for a day."))
    return found


def own_sessions(actor: Actor) -> list[ImportSession]:
    """Return the actor's imports of the last day, newest first."""
    actor.require("import:run")
    own = ImportSession.objects.filter(person_id=actor.require_person())
    own = own.filter(expires_at__gt=clock.now()).defer("content").select_related("job")
    return list(own.order_by("-created_at")[:20])


def runs(actor: Actor) -> QuerySet[ImportRun]:
    """Return the newest lines of the ledger."""
    actor.require("import:run")
    return ImportRun.objects.select_related("person").order_by("-id")[:20]


def require_status(session: ImportSession, *allowed: SessionState) -> None:
    """Raise Conflict unless the session stands where the step begins."""
    if session.status not in allowed:
        raise Conflict(
            _("This step is not possible now; the import stands at “%(state)s”.")
            % {"state": session.status.label},
            code="wrong_state",
            details={"state": str(session.status)},
        )


def kind_of(session: ImportSession) -> Kind:
    """Return the declared kind of a session."""
    kind = find_kind(session.kind)
    if kind is None:
        raise NotFound(_("Records of this kind can no longer be imported."))
    return kind
