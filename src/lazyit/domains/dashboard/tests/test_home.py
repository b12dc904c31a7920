"""The dashboard as a page, and putting rows aside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from lazyit.domains.dashboard.models import Dismissal
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.rbac.models import Role
from tests.builders import make_administrator
from tests.counting import assert_query_count
from tests.register import assign, make_asset

COUNTS = Path(__file__).with_name("queries.json")
ClientAs = Callable[[Person], Client]


@pytest.fixture
def browser(admin: Person, client_as: ClientAs) -> Client:
    return client_as(admin)


def page(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def shows_lost(client: Client) -> bool:
    return (
        "/assets?status=LOST" in page(client).partition("Needs attention")[2].partition("donut")[0]
    )


def test_it_counts_and_links(browser: Client) -> None:
    assign()
    html = page(browser)
    for address in ("/assets", "/assets?ownership=HAS", "/people", "/locations", "/asset-models"):
        assert f'href="{address}"' in html


def test_an_empty_instance_shows_how_to_fill_it(browser: Client) -> None:
    html = page(browser)
    assert "Nothing is registered yet" in html
    assert 'href="/imports/new"' in html
    assert "Needs attention" not in html
    assert "Recent activity" not in html


def test_who_may_not_import_creates_and_who_may_neither_is_told(
    client_as: ClientAs, member: Person, viewer: Person
) -> None:
    assert "/imports/new" not in page(client_as(member))
    assert 'class="button primary' in page(client_as(member))
    assert "An administrator can import them." in page(client_as(viewer))


def test_all_clear(browser: Client) -> None:
    make_asset()
    assert "All clear" in page(browser)


def test_a_row_is_put_aside_and_shown_again(browser: Client) -> None:
    make_asset(status="LOST")
    assert shows_lost(browser)
    answer = browser.post("/attention/lost/dismiss", follow=True)
    assert "is put aside until there are more." in answer.content.decode()
    assert "/attention/lost/show" in answer.content.decode()
    assert not shows_lost(browser)
    browser.post("/attention/lost/show")
    assert shows_lost(browser)


def test_rows_put_aside_can_be_looked_at(browser: Client) -> None:
    make_asset(status="LOST")
    browser.post("/attention/lost/dismiss")
    assert "One row is put aside." in page(browser)
    assert "Show again" in page(browser, "/?aside")


def test_a_row_returns_when_its_count_rises(browser: Client) -> None:
    make_asset(status="LOST")
    browser.post("/attention/lost/dismiss")
    make_asset(status="LOST")
    assert shows_lost(browser)


def test_a_row_returns_when_its_count_rises_after_falling(browser: Client) -> None:
    lost = [make_asset(status="LOST") for _ in range(2)]
    browser.post("/attention/lost/dismiss")
    for asset in lost:
        asset.status = "OPERATIONAL"
        asset.save()
    page(browser)
    make_asset(status="LOST")
    assert shows_lost(browser)


def test_putting_aside_is_for_oneself(browser: Client, client_as: ClientAs) -> None:
    make_asset(status="LOST")
    browser.post("/attention/lost/dismiss")
    assert shows_lost(client_as(make_administrator()))


@pytest.mark.parametrize("key", ["lost", "nothing"])
def test_what_is_not_there_cannot_be_put_aside(browser: Client, key: str) -> None:
    assert browser.post(f"/attention/{key}/dismiss").status_code == 404
    assert not Dismissal.objects.exists()


def test_what_is_no_concern_cannot_be_shown(browser: Client) -> None:
    assert browser.post("/attention/nothing/show").status_code == 404


def test_putting_aside_needs_a_form(browser: Client) -> None:
    make_asset(status="LOST")
    assert browser.get("/attention/lost/dismiss").status_code == 405
    assert not Dismissal.objects.exists()


def test_each_section_by_permission(client_as: ClientAs, viewer: Person) -> None:
    make_asset(status="LOST")
    html = page(client_as(viewer))
    assert 'href="/people"' not in html
    assert "Recent activity" not in html
    assert "New asset" not in html
    assert "Needs attention" in html


def test_who_may_not_see_it_goes_elsewhere(client_as: ClientAs, viewer: Person) -> None:
    Role.objects.filter(pk="VIEWER").update(permissions=["asset:read"])
    answer = client_as(viewer).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/assets")
    assert client_as(viewer).post("/attention/lost/dismiss").status_code == 403


def test_hostile_names_stay_text(browser: Client) -> None:
    make_asset(name="<img src=x onerror=alert(1)> %(x)s {0}")
    html = page(browser)
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt; %(x)s {0}" in html


def test_it_takes_few_queries(browser: Client) -> None:
    assign()
    make_asset(status="LOST")
    assert_query_count(COUNTS, "/", lambda: page(browser))
