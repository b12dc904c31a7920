"""Whatever is sent to whatever page: never a crash, and what cannot be stored changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.api.surface import contents
from tests.browser.addresses import PARAMETER, routes, stop_at
from tests.browser.world import World, build_world, session_of

NOT_IDS = ("nobody", "%00", "%F0%9F%A7%A8", "a" * 300, "..", "00000000-0000-0000-0000-000000000000")
NAMES = ("q", "page", "sort", "dir", "limit", "archived", "status", "owner", "from", "to", "before")
VALUES = ("\0", "x" * 5000, str(2**70), "\u202e\u200b=1+1😀", "2026-02-30")
NUL = "a\0b"
HOSTILE = (NUL, "x" * 100_000, str(2**70), "\u202e<script>alert(1)</script>=1+1", "")
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"')


@pytest.fixture
def world(db: None) -> World:
    return build_world("three")


@pytest.fixture
def session(world: World) -> str:
    return session_of(world.people["admin"])


def status_of(session: str, method: str, address: str, data: Any = None) -> int:
    """Ask in a transaction that is taken back."""
    with transaction.atomic():
        answer = getattr(browser(session), method)(address, data)
        transaction.set_rollback(True)
    return int(answer.status_code)


def browser(session: str) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def test_ids_that_are_not_ids_are_not_found(world: World, session: str) -> None:
    wrong = [
        (method, address, status)
        for route in routes()
        for address in with_wrong_ids(route, world)
        for method in ("get", "post")
        if (status := status_of(session, method, address))
        not in (204, 302, 400, 403, 404, 405, 422)
    ]
    assert wrong == []


def with_wrong_ids(route: str, world: World) -> Iterator[str]:
    """Yield the address with each of its ids replaced by what is none."""
    stop = stop_at(route)
    place = PARAMETER.split(stop.path)[0].strip("/")
    for parameter in PARAMETER.findall(route):
        if parameter.endswith("_id"):
            right = world.value(place, parameter)
            yield from (stop.address(world).replace(right, wrong, 1) for wrong in NOT_IDS)


def test_wrong_parameters_never_crash(world: World, session: str) -> None:
    crashed = []
    for address in (stop_at(route).address(world) for route in routes()):
        for value in VALUES:
            query = dict.fromkeys(NAMES, value)
            if (status := status_of(session, "get", address.partition("?")[0], query)) >= 500:
                crashed.append((address, value[:20], status))
    assert crashed == []


def test_hostile_forms_never_crash(world: World, session: str) -> None:
    before, crashed = contents(), []
    for address in (stop_at(route).address(world) for route in routes()):
        fields = _fields(session, address)
        for value in HOSTILE:
            data = dict.fromkeys(fields or {"name", "ids", "value"}, value)
            if (status := status_of(session, "post", address, data)) >= 500:
                crashed.append((address, value[:20], status))
    assert crashed == []
    assert contents() == before


def test_what_cannot_be_stored_changes_nothing(world: World, session: str) -> None:
    changed = []
    for address in (stop_at(route).address(world) for route in routes()):
        fields = _fields(session, address)
        with transaction.atomic():
            before = contents()
            answer = browser(session).post(address, dict.fromkeys(fields, NUL)) if fields else None
            if answer and contents() != before:
                changed.append((address, answer.status_code))
            transaction.set_rollback(True)
    assert changed == []


def _fields(session: str, address: str) -> set[str]:
    """Return the names of the fields that the page itself asks for."""
    answer = browser(session).get(address)
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    page = answer.content.decode().partition("<main")[2]
    return set(FIELD.findall(page)) - {"csrfmiddlewaretoken"}
