"""Hostile text in every field of every record: each page shows it, none runs it"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from lazyit.domains.assets.actions.assets import update_asset
from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.models import Person
from tests.builders import actor_of, make_person, signed_in
from tests.register import assign, make_asset, make_category, make_location, make_model

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ request }}{% now %}\u202eevil =1+1"


@pytest.fixture
def evil(admin: Person) -> Asset:
    actor = actor_of(admin)
    field = {"key": EVIL[:60], "label": EVIL, "type": "enum", "enumValues": [EVIL[:90]]}
    category = make_category(name=EVIL[:90], description=EVIL, icon=EVIL[:90], specs_schema=[field])
    model = make_model(
        name=EVIL, manufacturer=EVIL, sku=EVIL[:90], description=EVIL, category_id=category.pk,
        specs={EVIL[:90]: EVIL},
    )  # fmt: skip
    outer = make_location(name=EVIL, address=EVIL, floor=EVIL[:50], notes=EVIL, description=EVIL)
    place = make_location(name=EVIL, parent_id=outer.pk)
    asset = make_asset(
        name=EVIL, serial=EVIL, asset_tag=EVIL, company=EVIL, notes=EVIL, model_id=model.pk,
        location_id=place.pk, specs={EVIL[:90]: EVIL, "nested": {EVIL[:90]: [EVIL]}},
    )  # fmt: skip
    person = make_person(first_name=EVIL[:90], last_name=EVIL[:90])
    assign(asset, person, notes=EVIL)
    changed: dict[str, object] = {
        "name": EVIL + "2",
        "notes": None,
        "specs": {},
        "asset_tag": EVIL + "2",
    }
    update_asset(actor=actor, asset_id=asset.pk, values=changed)
    update_asset(actor=actor, asset_id=asset.pk, values={"notes": EVIL, "specs": {"a": EVIL}})
    return asset


PAGES = [
    "/assets", "/assets?q=script", "/assets/{asset}", "/assets/{asset}/edit",
    "/assets/{asset}/clone", "/assets/{asset}/preview", "/assets/{asset}/menu",
    "/assets/{asset}/archive", "/assets/{asset}/assign", "/assets/{asset}/release", "/assets/new",
    "/assets/new/specs?model={model}", "/assets/people/pick", "/assets/filters/owner",
    "/assets/filters/company", "/assets/filters/model", "/assets/filters/within",
    "/assets/filters/category", "/asset-models", "/asset-models/{model}", "/asset-models/pick",
    "/asset-models/{model}/edit", "/asset-models/{model}/preview", "/asset-models/{model}/archive",
    "/locations", "/locations/tree", "/locations/{location}", "/locations/{location}/edit",
    "/locations/{location}/preview", "/locations/pick", "/settings/asset-categories",
    "/settings/companies", "/settings/asset-tags",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_text_stays_text(admin: Person, evil: Asset, address: str, language: str) -> None:
    browser: Client = signed_in(admin)
    browser.cookies["django_language"] = language
    filled = address.format(asset=evil.pk, model=evil.model_id, location=evil.location_id)
    answer = browser.get(filled)
    page = answer.content.decode()
    assert answer.status_code == 200
    for raw in ("<script>alert", "<img src=x", "%(", "WSGIRequest"):
        assert raw not in page, raw


def test_a_label_of_evil_can_be_filtered_and_renamed(admin: Person, evil: Asset) -> None:
    browser = signed_in(admin)
    assert browser.get("/assets", {"company": EVIL}).status_code == 200
    renamed = browser.post(
        f"/settings/companies/rename?{urlencode({'label': EVIL})}", {"name": "Acme"}
    )
    assert renamed.status_code == 302
    evil.refresh_from_db()
    assert evil.company == "Acme"
