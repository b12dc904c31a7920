"""/settings/asset-tags and /settings/companies"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lazyit.domains.assets.models import Asset, TagScheme
from lazyit.domains.assets.tests.pages import DIALOG, html, said, text
from lazyit.domains.assets.tests.told import events, last, state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.jobs.models import Job
from tests.builders import signed_in
from tests.register import make_asset

pytestmark = pytest.mark.django_db
TAGS, COMPANIES = "/settings/asset-tags", "/settings/companies"
SCHEME = {"enabled": "on", "prefix": "LZ-", "suffix": "", "width": "4", "version": "1"}


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def test_the_scheme_is_saved_and_makes_tags(browser: Client) -> None:
    assert "Next tag" in text(browser.get(TAGS))
    answer = browser.post(TAGS, {**SCHEME, "start_number": "7"}, follow=True)
    assert "The tag scheme was saved." in text(answer)
    assert make_asset().asset_tag == "LZ-0007"


def test_a_blank_number_leaves_the_counter(browser: Client) -> None:
    browser.post(TAGS, {**SCHEME, "start_number": "7"})
    browser.post(TAGS, {**SCHEME, "prefix": "A-", "version": "2"})
    assert (TagScheme.objects.get().next_number, TagScheme.objects.get().prefix) == (7, "A-")


def test_the_preview_looks_at_what_is_taken(browser: Client) -> None:
    for number in (5, 6):
        make_asset(asset_tag=f"LZ-{number:04d}")
    query = {"prefix": "LZ-", "width": "4", "start_number": "5"}
    page = text(browser.get(f"{TAGS}/preview", query))
    assert "Next tag LZ-0007" in page
    assert "2 taken numbers are passed over" in page
    assert "2 assets have such tags already; the highest number is 6." in page
    assert "Go on at 7" in page
    assert not TagScheme.objects.exists()


@pytest.mark.parametrize("query", [{"width": "99"}, {"start_number": "-1"}, {"prefix": "x" * 65}])
def test_a_wrong_preview_is_blank(browser: Client, query: dict[str, str]) -> None:
    assert browser.get(f"{TAGS}/preview", query).content == b""


@pytest.mark.parametrize(
    "changed", [{"width": "33"}, {"width": "x"}, {"start_number": "2147483648"}]
)
def test_wrong_schemes_are_not_saved(browser: Client, changed: dict[str, str]) -> None:
    assert "put right" in text(browser.post(TAGS, {**SCHEME, **changed}))
    assert not TagScheme.objects.exists()


def test_a_stale_scheme_shows_what_changed(browser: Client) -> None:
    browser.post(TAGS, SCHEME)
    page = text(browser.post(TAGS, {**SCHEME, "prefix": "Mine-"}))
    assert "Prefix LZ- Mine-" in page
    assert TagScheme.objects.get().prefix == "LZ-"


def test_the_scheme_is_for_those_who_manage_settings(member: Person) -> None:
    browser = signed_in(member)
    for address in (TAGS, f"{TAGS}/preview"):
        assert browser.get(address).status_code == 403
    assert browser.post(TAGS, SCHEME).status_code == 403


def rename(browser: Client, old: str, new: str) -> Any:
    address = f"{COMPANIES}/rename?label={old}"
    return browser.post(address, {"name": new}, headers=DIALOG)


def test_companies_are_counted(browser: Client) -> None:
    for name in ("Acme", "Acme", "Zeta"):
        make_asset(company=name)
    page = text(browser.get(COMPANIES))
    assert "Acme 2" in page
    assert "2 assets have this label." in text(browser.get(f"{COMPANIES}/rename?label=Acme"))


def test_renaming_writes_history_for_each(browser: Client, admin: Person) -> None:
    assets = [make_asset(company="Old") for _n in range(2)]
    assert said(rename(browser, "Old", "New")) == "2 assets have a new label."
    for asset in assets:
        row = last(asset.pk)
        assert (row.person_id, row.payload) == (
            admin.pk,
            {"fields": {"company": {"from": "Old", "to": "New"}}},
        )


def test_merging_leaves_the_other_assets_alone(browser: Client) -> None:
    kept, merged = make_asset(company="Acme"), make_asset(company="Acme, Inc.")
    rename(browser, "Acme, Inc.", "Acme")
    assert Asset.objects.filter(company="Acme").count() == 2
    assert (events(kept.pk), events(merged.pk)) == (["CREATED"], ["CREATED", "UPDATED"])


def test_a_blank_name_removes_the_label(browser: Client) -> None:
    make_asset(company="Old")
    rename(browser, "Old", " ")
    assert Asset.objects.get().company is None


def test_many_assets_are_renamed_by_a_job(browser: Client) -> None:
    Asset.objects.bulk_create(Asset(name="A", status="LOST", company="Old") for _n in range(201))
    answer = rename(browser, "Old", "New")
    assert answer["HX-Redirect"] == f"/jobs/{Job.objects.get().pk}?next={COMPANIES}"


def test_labels_that_nobody_has_or_that_are_too_long(browser: Client) -> None:
    make_asset(company="Old")
    before = state()
    assert browser.get(f"{COMPANIES}/rename?label=Nobody").status_code == 404
    assert "at most 200 characters" in text(rename(browser, "Old", "x" * 201))
    assert state() == before


def test_viewers_rename_nothing(viewer: Person) -> None:
    make_asset(company="Old")
    browser = signed_in(viewer)
    assert browser.get(COMPANIES).status_code == 403
    assert rename(browser, "Old", "New").status_code == 403
    assert 'href="/settings/companies"' not in html(browser.get("/settings"))
