"""/api/users"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from ninja import Router

from lazyit.domains.assets.access import assignments_of, holding_rows
from lazyit.domains.people.access import get_person, person_detail, role_counts
from lazyit.domains.people.actions.editing import edit_person
from lazyit.domains.people.actions.joining import provision_local_account
from lazyit.domains.people.actions.offboarding import offboard_person
from lazyit.domains.people.lists import PEOPLE
from lazyit.domains.people.schemas import OffboardIn, PersonIn, PersonPatch, columns
from lazyit.foundation.accounts import actions
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.audit.reading import history, of_subject
from lazyit.foundation.listing import csv
from lazyit.foundation.rest.answers import answer, array, expected_version, sent
from lazyit.foundation.rest.authentication import ApiRequest, needs

router = Router(tags=["people"])
ROUTERS = (("/users", router),)
READ, MANAGE = needs("user:read"), needs("user:manage")


@router.get("", auth=READ)
def list_people(request: ApiRequest) -> HttpResponse:
    """List people with their manager and how many assets each holds."""
    return answer(PEOPLE.page(request.auth, PEOPLE.parse(request.GET)).envelope())


@router.post("", auth=MANAGE)
def create_person(request: ApiRequest, body: PersonIn) -> HttpResponse:
    """Create a person who can sign in; the temporary password is in this answer only."""
    values = columns(body.model_dump())
    person, password = actions.create_person(actor=request.auth, **values)
    return _person(request, person, status=201, temporaryPassword=password)


@router.get("/role-counts", auth=READ)
def count_roles(request: ApiRequest) -> HttpResponse:
    """Count the live people of each role."""
    return answer(role_counts(request.auth))


@router.get("/export", auth=READ)
def export_people(request: ApiRequest) -> StreamingHttpResponse:
    """Stream every matching person as CSV."""
    wanted = PEOPLE.parse(request.GET, ignore=frozenset({"bom"}))
    PEOPLE.matched(request.auth, wanted)
    return csv.response(
        csv.table(PEOPLE.columns, PEOPLE.export(request.auth, wanted)),
        name="people",
        version=settings.INSTANCE.app_version,
        bom=request.GET.get("bom") == "1",
    )


@router.get("/{person:person_id}", auth=READ)
def read_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Return one person."""
    return _person(request, get_person(request.auth, person_id))


@router.patch("/{person:person_id}", auth=MANAGE)
def update_person(request: ApiRequest, person_id: UUID, body: PersonPatch) -> HttpResponse:
    """Change the keys sent; null clears."""
    person = edit_person(
        actor=request.auth,
        person_id=person_id,
        changes=columns(sent(body)),
        expected_version=expected_version(request),
    )
    return _person(request, person)


@router.delete("/{person:person_id}", auth=MANAGE)
def delete_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Offboard a person."""
    return _offboard(request, person_id, None)


@router.post("/{person:person_id}/offboard", auth=MANAGE)
def offboard(request: ApiRequest, person_id: UUID, body: OffboardIn | None = None) -> HttpResponse:
    """Archive a person, release what they hold, end their sessions."""
    new_manager_id = body.new_manager_id if body else None
    return _offboard(request, person_id, new_manager_id, status=201)


@router.post("/{person:person_id}/restore", auth=MANAGE)
def restore_person(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Bring an archived person back; nothing they held returns."""
    person = actions.restore_person(actor=request.auth, person_id=person_id)
    return _person(request, person, status=201)


@router.post("/{person:person_id}/reset-password", auth=MANAGE)
def reset_password(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Set a temporary password, shown in this answer only, and end the person's sessions."""
    _person_row, password = actions.reset_password(actor=request.auth, person_id=person_id)
    return answer({"temporaryPassword": password})


@router.post("/{person:person_id}/provision-local-account", auth=MANAGE)
def provision(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """Give a directory person a login; the temporary password is in this answer only."""
    person, password = provision_local_account(actor=request.auth, person_id=person_id)
    return _person(request, person, status=201, temporaryPassword=password)


@router.get("/{person:person_id}/assignments", auth=READ)
def list_assignments(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """List what a person holds and held, newest first."""
    person = get_person(request.auth, person_id)
    found = assignments_of(request.auth, person.pk)
    if request.GET.get("activeOnly") == "true":
        found = found.filter(released_at=None)
    return array(request, found, partial(holding_rows, request.auth))


@router.get("/{person:person_id}/history", auth=MANAGE)
def read_history(request: ApiRequest, person_id: UUID) -> HttpResponse:
    """List what happened to a person, newest first."""
    person = get_person(request.auth, person_id)
    return answer(history(of_subject(PersonHistory, person.pk), request.GET))


def _person(
    request: ApiRequest, person: Person, *, status: int = 200, **extra: Any
) -> HttpResponse:
    body = {**person_detail(request.auth, person), **extra}
    return answer(body, status=status, version=person.version)


def _offboard(
    request: ApiRequest, person_id: UUID, new_manager_id: UUID | None, *, status: int = 200
) -> HttpResponse:
    done = offboard_person(
        actor=request.auth,
        person_id=person_id,
        new_manager_id=new_manager_id,
        expected_version=expected_version(request),
    )
    released = assignments_of(request.auth, person_id).filter(pk__in=done.released)
    return answer(
        {
            "userId": str(person_id),
            "releasedAssignments": holding_rows(request.auth, released),
            "revokedGrants": 0,
            "revokedVaultMemberships": 0,
            "rotationVaults": [],
        },
        status=status,
    )
