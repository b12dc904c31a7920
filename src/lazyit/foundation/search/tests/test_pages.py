"""The palette's records, and the search page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.rbac.models import Role
from lazyit.foundation.search.spelling import _remember
from tests.register import make_asset, make_location

ClientAs = Callable[[Person], Client]


@pytest.fixture
def browser(admin: Person, client_as: ClientAs) -> Client:
    return client_as(admin)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_the_palette_finds_records_actions_and_places(browser: Client) -> None:
    asset = make_asset(name="Asset of the month")
    html = page(browser, "/palette?q=asset")
    assert f'href="/assets/{asset.pk}"' in html
    assert 'href="/assets/new"' in html
    assert 'href="/assets"' in html


def test_the_palette_shows_five_of_each_kind_and_the_way_to_all(browser: Client) -> None:
    for n in range(6):
        make_asset(name=f"Berlin {n}")
    make_location(name="Berlin")
    html = page(browser, "/palette?q=berlin")
    assert html.count('href="/assets/') == 5
    assert html.count('href="/locations/') == 1
    assert 'href="/search?q=berlin"' in html


def test_the_kind_of_the_best_hit_comes_first(browser: Client) -> None:
    make_asset(name="Berlin")
    make_location(name="In Berlin")
    make_asset(name="A", asset_tag="MADRID")
    make_location(name="Madrid")
    berlin, madrid = page(browser, "/palette?q=berlin"), page(browser, "/palette?q=madrid")
    assert berlin.index("/assets/") < berlin.index("/locations/")
    assert madrid.index("/assets/") < madrid.index("/locations/")


def test_the_palette_shows_no_records_without_the_permission(
    client_as: ClientAs, viewer: Person
) -> None:
    Role.objects.filter(pk="VIEWER").update(permissions=["asset:read"])
    make_asset(name="Berlin")
    assert "/assets/" not in page(client_as(viewer), "/palette?q=berlin")
    assert client_as(viewer).get("/search?q=berlin").status_code == 403


def test_the_page_groups_what_it_finds(browser: Client) -> None:
    asset, place = make_asset(name="Berlin laptop"), make_location(name="Berlin")
    html = page(browser, "/search?q=berlin")
    assert f'href="/assets/{asset.pk}"' in html
    assert f'href="/locations/{place.pk}"' in html


def test_the_page_leads_to_the_list_when_there_may_be_more(browser: Client) -> None:
    for n in range(20):
        make_asset(name=f"Berlin {n}")
    assert 'href="/assets?q=berlin"' in page(browser, "/search?q=berlin")


def test_the_page_says_what_it_took_a_word_for(browser: Client) -> None:
    make_location(name="Warehouse")
    _remember(["warehouse"])
    assert "This was found for “warehouse”." in page(browser, "/search?q=wharehouse")


def test_the_page_has_a_state_for_everything(browser: Client) -> None:
    assert "Type to find records" in page(browser, "/search")
    assert "Nothing found for “xyzzy”" in page(browser, "/search?q=xyzzy")
    assert browser.get("/search", {"q": "x" * 201}).status_code == 400


def test_hostile_words_stay_text(browser: Client) -> None:
    html = page(browser, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
