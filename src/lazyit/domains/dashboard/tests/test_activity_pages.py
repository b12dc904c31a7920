"""The activity and the security audit as pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from lazyit.domains.assets.actions.assets import archive_asset, update_asset
from lazyit.domains.assets.models import AssetHistory
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from tests.builders import actor_of
from tests.counting import assert_query_count
from tests.register import assign, make_asset
from tests.rewriting import rewriting

COUNTS = Path(__file__).with_name("queries.json")
ClientAs = Callable[[Person], Client]


@pytest.fixture
def browser(admin: Person, client_as: ClientAs) -> Client:
    return client_as(admin)


def page(client: Client, address: str = "/activity") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def rows(html: str) -> int:
    return html.count('<td class="told">')


def test_a_sentence_links_to_what_it_names(browser: Client, admin: Person) -> None:
    assignment = assign(make_asset(name="Laptop"), actor=actor_of(admin))
    html = page(browser)
    assert f'<a href="/assets/{assignment.asset_id}"><bdi>Laptop</bdi></a> was assigned to' in html
    assert f'href="/people/{assignment.user_id}"' in html
    assert f'href="/people/{admin.pk}"><bdi>Ada Admin</bdi>' in html


def test_before_and_after_can_be_opened(browser: Client) -> None:
    asset = make_asset(name="Laptop", notes="Old")
    update_asset(actor=Actor.system(), asset_id=asset.pk, values={"notes": "New"})
    html = page(browser)
    assert "<del><bdi>Old</bdi></del>" in html
    assert "<ins><bdi>New</bdi></ins>" in html


def test_archived_subjects_are_marked_and_no_links(browser: Client) -> None:
    asset = make_asset(name="Laptop")
    archive_asset(actor=Actor.system(), asset_id=asset.pk)
    html = page(browser)
    assert f'href="/assets/{asset.pk}"' not in html
    assert html.count('<span class="badge">archived</span>') == 2


def test_filters_become_chips(browser: Client) -> None:
    make_asset(name="Laptop")
    html = page(
        browser, "/activity?q=lap&action=created&entityType=asset&actorId=me&from=2026-01-02"
    )
    chips = re.findall(r'class="chip">([^<]*)<strong>([^<]*)</strong>', html)
    assert chips == [
        ("Search:", "lap"),
        ("Action:", "Created"),
        ("Kind:", "Asset"),
        ("Who:", "Me"),
        ("From:", "Jan 2, 2026"),
    ]


@pytest.mark.parametrize(
    ("address", "tab"),
    [
        ("/activity", "All"),
        ("/activity?entityType=asset", "Assets"),
        ("/activity?entityType=user", "People"),
        ("/activity?actorId=me", "My history"),
    ],
)
def test_tabs_are_addresses(browser: Client, address: str, tab: str) -> None:
    tabs = page(browser, address).partition('class="tabs"')[2].partition("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]*)', tabs) == [tab]


def test_days_are_whole_ones_in_the_zone_of_the_instance(
    browser: Client, settings: LazySettings
) -> None:
    settings.DISPLAY_TIME_ZONE = "America/Bogota"
    make_asset(name="Laptop")
    with rewriting(AssetHistory):
        AssetHistory.objects.update(occurred_at="2026-03-02T04:59:59Z")  # the 1st, near midnight
    assert rows(page(browser, "/activity?entityType=asset&from=2026-03-01&to=2026-03-01")) == 1
    assert rows(page(browser, "/activity?entityType=asset&from=2026-03-02")) == 0
    export = page(browser, "/activity?to=2026-03-01").partition('id="export" href="')[2]
    assert export.startswith("/api/dashboard/activity/export?to=2026-03-02T00%3A00%3A00-05%3A00")


def test_more_is_loaded_by_cursor(browser: Client) -> None:
    asset = make_asset()
    entries = [AssetHistory.entry(Actor.system(), asset.pk, "RESTORED", None) for _ in range(70)]
    AssetHistory.objects.bulk_create(entries)
    html = page(browser, "/activity?entityType=asset")
    more = re.search(r'id="more">\s*<a class="button" href="([^"]*)"', html)
    assert rows(html) == 50
    assert more
    rest = page(browser, "/activity" + more[1].replace("&amp;", "&"))
    assert rows(rest) == 21
    assert "This is where it begins." in rest


def test_nothing_yet_and_nothing_found(browser: Client) -> None:
    assert "Nothing has been done yet" in page(browser, "/activity/audit")
    assert "Nothing matches" in page(browser, "/activity?q=xyzzy")


def test_hostile_text_stays_text(browser: Client) -> None:
    asset = make_asset(name="<script>x</script>\u202e%(subject)s", notes="<b>n</b>")
    update_asset(actor=Actor.system(), asset_id=asset.pk, values={"notes": "<i>m</i>"})
    html = page(browser, "/activity?q=%3Cscript%3E")
    assert "<script>x" not in html
    assert "<b>n</b>" not in html
    assert "&lt;script&gt;x&lt;/script&gt;\u202e%(subject)s" in html


@pytest.mark.parametrize(
    "address", ["/activity?action=exploded", "/activity?from=soon", "/activity/audit?source=asset"]
)
def test_wrong_addresses_are_refused(browser: Client, address: str) -> None:
    assert browser.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/activity", "/activity/audit"])
def test_only_for_readers_of_the_logs(address: str, client_as: ClientAs, member: Person) -> None:
    assert client_as(member).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_empty_filters_of_a_form_are_none(browser: Client) -> None:
    make_asset()
    assert rows(page(browser, "/activity?q=&action=&actorId=&from=&to=")) > 0


def test_it_takes_few_queries(browser: Client) -> None:
    for _ in range(3):
        assign()
    assert_query_count(COUNTS, "/activity", lambda: page(browser))
    assert_query_count(COUNTS, "/activity/audit", lambda: page(browser, "/activity/audit"))
