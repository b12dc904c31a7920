"""Taking in a file."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.files.tabular import refused_extension
from lazyit.foundation.imports.kinds import all_kinds, find_kind
from lazyit.foundation.imports.models import ImportSession, SessionState
from lazyit.foundation.imports.problems import refusal_text
from lazyit.foundation.jobs.actions import enqueue
from lazyit.kernel import clock
from lazyit.kernel.errors import Invalid, TooLarge, UnsupportedType
from lazyit.kernel.text import is_storable

DOUBLE_CLICK = timedelta(minutes=1)
READ, PLAN, COMMIT = "import.read", "import.plan", "import.commit"
_OVER = (SessionState.COMMITTED, SessionState.FAILED, SessionState.EXPIRED)


@transaction.atomic
def upload_file(*, actor: Actor, kind: str, file_name: str, content: bytes) -> ImportSession:
    """Keep a file for reading in the background; the same file again at once is the same session.

    Raises Invalid, TooLarge, UnsupportedType, or Unavailable without a broker.
    """
    actor.require("import:run")
    person_id = actor.require_person()
    _check(kind, file_name, content)
    digest = sha256(content).hexdigest()
    Person.objects.select_for_update(no_key=True).get(pk=person_id)  # a double click waits here
    if twin := _just_posted(person_id, kind, digest):
        return twin
    session = ImportSession.objects.create(
        kind=kind,
        person_id=person_id,
        file_name=PurePath(file_name).name[-255:],
        file_size=len(content),
        sha256=digest,
        content=content,
    )
    session.job = enqueue(actor=actor, kind=READ, payload={"session": session.id})
    session.save(update_fields=["job"])
    return session


def _check(kind: str, file_name: str, content: bytes) -> None:
    if find_kind(kind) is None:
        names = ", ".join(known.key for known in all_kinds())
        raise Invalid.field("entity", _("Use one of: %(names)s.") % {"names": names})
    if not is_storable(file_name):
        raise Invalid.field("file", _("The file’s name contains characters that cannot be stored."))
    if code := refused_extension(file_name):
        raise UnsupportedType(refusal_text(code, {}), code=code)
    limit = settings.INSTANCE.max_import_bytes
    if len(content) > limit:
        megabytes = {"limit": limit // 2**20}
        raise TooLarge(_("The file is larger than %(limit)s MB.") % megabytes)


def _just_posted(person_id: UUID, kind: str, digest: str) -> ImportSession | None:
    recent = ImportSession.objects.defer("content").filter(
        person_id=person_id,
        kind=kind,
        sha256=digest,
        created_at__gt=clock.now() - DOUBLE_CLICK,
    )
    return next((s for s in recent.order_by("-created_at") if s.status not in _OVER), None)
