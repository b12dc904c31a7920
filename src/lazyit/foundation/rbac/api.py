"""/api/config/permissions and /api/config/my-permissions"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field

from lazyit.foundation.rbac.access import Matrix, get_matrix
from lazyit.foundation.rbac.actions import replace_permissions
from lazyit.foundation.rbac.catalogue import EDITABLE_ROLES, PERMISSIONS
from lazyit.foundation.rest.answers import answer, expected_version
from lazyit.foundation.rest.authentication import ApiRequest, any_caller, needs
from lazyit.foundation.rest.schema import Body, Required100

router = Router(tags=["roles"])
ROUTERS = (("/config", router),)
MANAGE = needs("settings:manage", people_only=True)
Names = Annotated[list[Required100], Field(max_length=len(PERMISSIONS))]


class MatrixIn(Body):
    """What both editable roles hold from now on."""

    model_config = ConfigDict(alias_generator=None)

    MEMBER: Names
    VIEWER: Names


@router.get("/permissions", auth=MANAGE)
def read_permissions(request: ApiRequest) -> HttpResponse:
    """Return what each editable role holds; administrators hold everything."""
    return _matrix(get_matrix(request.auth))


@router.put("/permissions", auth=MANAGE)
def write_permissions(request: ApiRequest, body: MatrixIn) -> HttpResponse:
    """Replace the permissions of both editable roles."""
    matrix = replace_permissions(
        actor=request.auth, sets=body.model_dump(), expected_version=expected_version(request)
    )
    return _matrix(matrix)


@router.get("/my-permissions", auth=any_caller())
def read_my_permissions(request: ApiRequest) -> HttpResponse:
    """Return the caller's role and what they may do now."""
    return answer({"role": request.auth.role, "permissions": sorted(request.auth.permissions)})


def _matrix(matrix: Matrix) -> HttpResponse:
    sets = {role: sorted(matrix.sets[role]) for role in EDITABLE_ROLES}
    return answer(sets, version=matrix.version)
