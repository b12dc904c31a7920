"""Whatever the router leads to is walked through in a browser, or rightly not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.addresses import (
    ABSENT,
    ELSEWHERE,
    FRAGMENT,
    NO_PAGE,
    NOT_WALKED,
    ONLY_POST,
    STATES,
    all_stops,
    routes,
    stop_at,
)
from tests.browser.world import build_world
from tests.builders import signed_in


def kind_of(answer: Any) -> str:
    """Say what an address is that answers so, in the words of the exemptions."""
    if answer.status_code == 405:
        return ONLY_POST
    if answer.status_code == 302:
        return ELSEWHERE
    if answer.status_code == 404:
        return ABSENT
    if not answer.headers.get("Content-Type", "text/html").startswith("text/html"):
        return NO_PAGE
    return FRAGMENT if b"<html" not in answer.content else f"page {answer.status_code}"


@pytest.mark.django_db
def test_what_shows_a_page_is_walked_and_nothing_else_is() -> None:
    world = build_world("three")
    client = signed_in(world.people["admin"])
    kinds = {route: kind_of(client.get(stop_at(route).address(world))) for route in routes()}
    expected = {route: NOT_WALKED.get(route, "page 200") for route in routes()}
    assert kinds == expected


def test_every_exemption_is_of_a_route_that_exists() -> None:
    assert set(NOT_WALKED) - set(routes()) == set()


def test_no_two_pages_share_a_name() -> None:
    assert len(all_stops()) == len(routes()) - len(NOT_WALKED) + len(STATES)
