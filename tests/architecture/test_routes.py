"""Every address says who may use it; what says nothing is closed, and does not exist here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation, PathView

from lazyit.config.api import api
from lazyit.foundation.rbac.catalogue import ALL
from lazyit.foundation.rbac.requirements import requirement_of
from lazyit.foundation.rest.authentication import Denied, Needs

# Permissions that no route asks for: their areas come later, or they are reserved.
LATER = (
    "accessGrant", "accessRequest", "application", "article", "consumable", "infra",
    "notification", "secret", "workflow",
)  # fmt: skip
RESERVED = {"user:write", "user:delete"}
THIRD_PARTY = ("django.", "allauth.", "ninja.", "whitenoise.")


def pages() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield address and view of every page of ours."""
    return walk(get_resolver().url_patterns, "/")


def walk(patterns: Any, prefix: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        address = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver) and getattr(pattern, "namespace", "") != "api":
            yield from walk(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            view = pattern.callback
            if not view.__module__.startswith(THIRD_PARTY):
                yield address, view


def operations() -> Iterator[tuple[str, Operation]]:
    """Yield a name and every operation of the API."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            assert isinstance(view, PathView)
            for operation in view.operations:
                yield f"{operation.methods[0]} /api{prefix}{path}", operation


def test_every_page_declares_its_requirement() -> None:
    assert [address for address, view in pages() if requirement_of(view) is None] == []


def test_every_api_route_declares_its_requirement() -> None:
    closed = [
        name
        for name, operation in operations()
        if operation.auth_callbacks
        and not all(isinstance(auth, Needs) for auth in operation.auth_callbacks)
    ]
    assert closed == []


def test_the_api_is_closed_by_default() -> None:
    assert isinstance(api.auth, list | tuple)
    assert [type(auth) for auth in api.auth] == [Denied]


def test_every_permission_of_what_exists_is_asked_for() -> None:
    asked = {p for _address, view in pages() for p in declared(view)}
    for _name, operation in operations():
        for auth in operation.auth_callbacks:
            asked |= set(auth.requirement.permissions) if isinstance(auth, Needs) else set()
    unasked = {p for p in ALL - asked if p.partition(":")[0] not in LATER}
    assert unasked == RESERVED


def declared(view: object) -> tuple[str, ...]:
    requirement = requirement_of(view)
    return requirement.permissions if requirement else ()
