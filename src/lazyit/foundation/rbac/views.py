"""Settings → Roles: what members and viewers may do."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.accounts.models import ROLE_LABELS, Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.pages.timeline import Event, Timeline, person_link, sentence
from lazyit.foundation.rbac.access import Matrix, get_matrix
from lazyit.foundation.rbac.actions import GRANT, replace_permissions
from lazyit.foundation.rbac.catalogue import (
    EDITABLE_ROLES,
    MEMBER,
    PERMISSIONS,
    default_permissions,
)
from lazyit.foundation.rbac.editor import changes_between, shown_areas
from lazyit.foundation.rbac.models import PermissionAudit
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import Invalid, Stale

AUDIT_SHOWN = 200  # rows read for the history beside the editor
CHANGED = gettext_lazy("%(actor)s changed the permissions")


@requires("settings:manage", people_only=True)
@require_http_methods(["GET", "POST"])
def roles(request: SignedRequest) -> HttpResponse:
    """Show one role's permissions and save them, after a second look where it matters."""
    role, matrix = _role(request), get_matrix(request.actor)
    if request.method == "GET":
        return _editor(request, role, matrix, matrix.sets[role])
    wanted = _wanted(request, role)
    changes = changes_between(matrix.sets[role], wanted)
    if "back" in request.POST:
        return _editor(request, role, matrix, wanted)
    looked = "confirmed" in request.POST or not (changes.are_sensitive or "reset" in request.POST)
    if changes.count and not looked:
        return _confirmation(request, role, matrix, wanted)
    return _save(request, role, wanted)


def _save(request: SignedRequest, role: str, wanted: frozenset[str]) -> HttpResponse:
    try:
        replace_permissions(
            actor=request.actor, sets={role: wanted}, expected_version=_version(request)
        )
    except Stale as refusal:
        matrix = get_matrix(request.actor)
        return _confirmation(request, role, matrix, wanted, stale=refusal.message)
    notify(request, _("Saved. It counts from everybody’s next click."))
    return redirect(f"/settings/roles?role={role}")


def _editor(
    request: SignedRequest, role: str, matrix: Matrix, wanted: frozenset[str]
) -> HttpResponse:
    context = {
        **_common(role, matrix),
        "areas": shown_areas(role, wanted),
        "is_default": wanted == default_permissions(role),
        "total": len(PERMISSIONS),
        "timeline": _timeline(request.actor, role),
    }
    return render(request, "rbac/roles.html", context)


def _confirmation(
    request: SignedRequest, role: str, matrix: Matrix, wanted: frozenset[str], stale: str = ""
) -> HttpResponse:
    able = Person.objects.able_to_sign_in()
    context = {
        **_common(role, matrix),
        "changes": changes_between(matrix.sets[role], wanted),
        "wanted": sorted(wanted),
        "people": able.filter(role=role).count(),
        "stale": stale,
    }
    return render(request, "rbac/confirm.html", context, status=412 if stale else 200)


def _common(role: str, matrix: Matrix) -> dict[str, Any]:
    labels = dict(ROLE_LABELS)
    return {
        "role": role,
        "role_label": labels[role],
        "tabs": [(name, labels[name], len(matrix.sets[name])) for name in EDITABLE_ROLES],
        "version": matrix.version,
    }


def _role(request: SignedRequest) -> str:
    role = request.GET.get("role", MEMBER)
    if role not in EDITABLE_ROLES:
        raise Invalid.field("role", _("The permissions of this role cannot be set."))
    return role


def _wanted(request: SignedRequest, role: str) -> frozenset[str]:
    if "reset" in request.POST:
        return default_permissions(role)
    return frozenset(request.POST.getlist("permission"))


def _version(request: SignedRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


def _timeline(viewer: Actor, role: str) -> Timeline:
    rows = PermissionAudit.objects.filter(subject=role).select_related("person")[:AUDIT_SHOWN]
    saves = groupby(rows, key=attrgetter("occurred_at", "person"))
    return Timeline([_event(viewer, key, list(changed)) for key, changed in saves], None)


def _event(viewer: Actor, key: tuple[Any, Any], rows: list[PermissionAudit]) -> Event:
    at, person = key
    name = person_link(viewer, person.pk, person.name, live=person.deleted_at is None)
    granted = [_label(row) for row in rows if row.event == GRANT]
    revoked = [_label(row) for row in rows if row.event != GRANT]
    notes = [_("Granted: %s.") % ", ".join(granted)] if granted else []
    notes += [_("Revoked: %s.") % ", ".join(revoked)] if revoked else []
    return Event("shield", at, sentence(CHANGED, actor=name), note="\n".join(notes))


def _label(row: PermissionAudit) -> str:
    permission = PERMISSIONS.get(row.permission)
    return str(permission.label) if permission else row.permission
