"""/assets"""

from __future__ import annotations

import pytest
from django.test import Client

from lazyit.domains.assets.actions.assets import archive_asset
from lazyit.domains.assets.models import Asset, AssetModel, Location
from lazyit.domains.assets.tests.pages import html, rows, text
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.catalogue import MEMBER
from lazyit.foundation.rbac.models import Role
from tests.builders import signed_in
from tests.register import assign, make_asset, make_location, make_model

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def test_rows_with_everything(
    browser: Client, model: AssetModel, location: Location, member: Person
) -> None:
    asset = make_asset(name="One", asset_tag="LZ-1", model_id=model.pk, location_id=location.pk)
    assign(asset, member)
    page = text(browser.get("/assets"))
    for word in ("One", "LZ-1", "ThinkPad T14", "Notebook", "Madrid", "Operational", "Max Member"):
        assert word in page


def test_last_changed_first_unless_asked_otherwise(browser: Client) -> None:
    for name in ("A", "B", "C"):
        make_asset(name=name)
    assert rows(browser.get("/assets")) == ["C", "B", "A"]
    assert rows(browser.get("/assets?sort=name")) == ["A", "B", "C"]


def test_filters_show_as_chips_that_can_be_removed(browser: Client, model: AssetModel) -> None:
    make_asset(name="One", model_id=model.pk, company="Acme, Inc.", status="LOST")
    make_asset(name="Two")
    answer = browser.get(f"/assets?status=LOST,RETIRED&model={model.pk}&company=Acme, Inc.&q=one")
    assert rows(answer) == ["One"]
    page = html(answer)
    assert 'aria-label="Remove Model: ThinkPad T14"' in page
    assert f"q=one&amp;status=RETIRED&amp;model={model.pk}&amp;company=Acme,%20Inc." in page
    assert "Clear all" in page


def test_ids_of_nothing_are_chips_without_a_name(browser: Client) -> None:
    assert "(not found)" in html(browser.get("/assets?model=nobody"))


@pytest.mark.parametrize(
    "query", ["surprise=1", "status=BROKEN", "sort=specs", "page=x", "model=a b"]
)
def test_wrong_parameters_are_a_page_that_says_so(browser: Client, query: str) -> None:
    assert "This request cannot be understood" in text(browser.get(f"/assets?{query}"), 400)


def test_empty_states(browser: Client) -> None:
    assert "No assets yet" in text(browser.get("/assets"))
    make_asset()
    assert "Clear search and filters" in text(browser.get("/assets?q=nothing"))
    assert "Nothing is archived" in text(browser.get("/assets?archived=only"))
    assert "Go to the first page" in text(browser.get("/assets?page=7"))


def test_paging(browser: Client) -> None:
    for n in range(51):
        make_asset(name=f"A{n:02d}")
    first = browser.get("/assets?sort=name")
    assert len(rows(first)) == 50
    assert "1–50 of 51" in text(first)
    assert rows(browser.get("/assets?sort=name&page=2")) == ["A50"]


def test_htmx_gets_the_list_without_the_shell(browser: Client, asset: Asset) -> None:
    page = html(browser.get("/assets", headers=HTMX))
    assert 'id="list"' in page
    assert "<html" not in page


def test_columns_are_kept_per_browser(browser: Client, asset: Asset) -> None:
    answer = browser.post("/lists/assets/columns", {"column": ["serial"], "next": "/assets"})
    assert (answer.status_code, answer["Location"]) == (302, "/assets")
    page = text(browser.get("/assets"))
    assert "SN1" in page
    assert "Example Ltd" not in page
    changed = browser.post("/lists/assets/columns", {}, headers=HTMX)
    assert (changed.status_code, changed["HX-Trigger"]) == (204, "lz:changed")
    assert rows(browser.get("/assets")) == ["Laptop 1"]


@pytest.mark.parametrize("kept", ["", "<b>", "x" * 3000, "a..b"])
def test_a_strange_cookie_means_the_usual_columns(browser: Client, asset: Asset, kept: str) -> None:
    browser.cookies["lazyit_columns_assets"] = kept
    assert "Example Ltd" in text(browser.get("/assets"))


def test_the_export_carries_the_filters(browser: Client, asset: Asset) -> None:
    page = html(browser.get("/assets?status=OPERATIONAL&q=lap&sort=name"))
    assert (
        'href="/api/assets/export?q=lap&amp;status=OPERATIONAL&amp;sort=name&amp;dir=asc"' in page
    )


def test_filter_menus_search_on_the_server(browser: Client, model: AssetModel) -> None:
    other = make_model(name="Latitude")
    address = f"/assets/filters/model?find=think&model={other.pk}"
    page = html(browser.get(address))
    assert f'value="{other.pk}" checked' in page
    assert f'value="{model.pk}"><span>ThinkPad T14' in page
    assert browser.get("/assets/filters/status").status_code == 404
    assert browser.get("/assets/filters/nothing").status_code == 404


@pytest.mark.parametrize(
    ("name", "find", "seen"),
    [
        ("category", "note", "Notebook"),
        ("within", "mad", "Madrid"),
        ("company", "acm", "Acme"),
        ("owner", "max", "Max Member"),
    ],
)
def test_every_searched_filter(
    browser: Client, model: AssetModel, location: Location, member: Person,
    name: str, find: str, seen: str,
) -> None:  # fmt: skip
    make_asset(company="Acme")
    page = browser.get(f"/assets/filters/{name}?find={find}")
    assert seen in text(page)
    assert "Nothing found" in text(browser.get(f"/assets/filters/{name}?find=zzz"))


def test_viewers_may_look_but_not_touch(viewer: Person, asset: Asset) -> None:
    browser = signed_in(viewer)
    page = html(browser.get("/assets"))
    assert rows(browser.get("/assets")) == ["Laptop 1"]
    for forbidden in ("/assets/new", "data-pick", 'formaction="', "archived=only", "filter-owner"):
        assert forbidden not in page
    assert browser.get("/assets?archived=only").status_code == 403


def test_without_the_permission_the_page_says_what_is_missing(member: Person) -> None:
    Role.objects.filter(pk=MEMBER).update(permissions=[])
    assert "asset:read" in text(signed_in(member).get("/assets"), 403)


def test_strangers_are_sent_to_sign_in(admin: Person) -> None:
    assert Client().get("/assets?q=x")["Location"] == "/sign-in?next=/assets%3Fq%3Dx"


def test_archived_ones_can_be_restored_from_their_slice(browser: Client, asset: Asset) -> None:
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    page = html(browser.get("/assets?archived=only"))
    assert f'action="/assets/{asset.pk}/restore"' in page
    assert f'href="/assets/{asset.pk}"' not in page


def test_names_of_places_inside_others(browser: Client) -> None:
    city = make_location(name="City")
    room = make_location(name="Room", parent_id=city.pk)
    make_asset(name="One", location_id=room.pk)
    assert rows(browser.get(f"/assets?within={city.pk}")) == ["One"]
    assert rows(browser.get(f"/assets?location={city.pk}")) == []


def test_the_menu_of_a_row(browser: Client, asset: Asset, viewer: Person) -> None:
    page = html(browser.get(f"/assets/{asset.pk}/menu"))
    for part in ("/edit", "/clone", "/assign", "/archive", 'name="status"', 'target="_blank"'):
        assert part in page
    seen = html(signed_in(viewer).get(f"/assets/{asset.pk}/menu"))
    assert "/edit" not in seen
    assert "/archive" not in seen
