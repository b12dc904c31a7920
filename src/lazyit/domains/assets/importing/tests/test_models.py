"""Models are linked where they agree with the row, else made; nothing is guessed."""

from __future__ import annotations

import pytest

from lazyit.domains.assets.models import Asset, AssetModel, Category
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.accounting import account_effects
from lazyit.foundation.imports.kinds import find_kind
from lazyit.foundation.imports.problems import describe
from tests.importing import codes, imported, row
from tests.register import make_category, make_model

pytestmark = pytest.mark.django_db

HEADER = "Name,Status,Serial,Model,Model Number,Manufacturer,Category,Model Notes\n"


def rows(*models: str) -> str:
    lines = [f"A{n},lost,S{n},{model}" for n, model in enumerate(models, 1)]
    return HEADER + "\n".join(lines) + "\n"


def model_of(serial: str) -> AssetModel | None:
    return Asset.objects.select_related("model__category").get(serial=serial).model


def test_a_new_model_takes_everything_the_row_says(admin: Person) -> None:
    imported(admin, rows("X1,20XW,Lenovo,Laptops,Fast"))
    model = model_of("S1")
    assert model
    assert (model.name, model.sku, model.manufacturer) == ("X1", "20XW", "Lenovo")
    assert model.description == "Fast"
    assert model.category
    assert model.category.name == "Laptops"


def test_a_missing_manufacturer_is_unknown(admin: Person) -> None:
    imported(admin, rows("X1,,,,"))
    model = model_of("S1")
    assert model
    assert (model.manufacturer, model.sku, model.category) == ("Unknown", None, None)


def test_rows_that_agree_share_one_model(admin: Person) -> None:
    session = imported(admin, rows("X1,,Lenovo,Laptops,", "x1,,LENOVO,laptops,", "X1,,,,"))
    assert AssetModel.objects.count() == 1
    assert account_effects(session)["model"] == {"create": 1, "link": 2}


def test_a_category_is_found_in_any_case(admin: Person) -> None:
    category = make_category(name="Rugged Things")
    imported(admin, rows("X1,,Lenovo,rugged things,"))
    model = model_of("S1")
    assert model
    assert model.category_id == category.pk
    assert Category.objects.filter(name__iexact="rugged things").count() == 1


def test_the_number_decides(admin: Person) -> None:
    known = make_model(name="X1 Carbon", sku="20XW", manufacturer="Lenovo")
    session = imported(admin, rows("X1,20XW,Lenovo,,"))
    assert model_of("S1") == known
    assert codes(session) == ["model-differs"]


def test_another_number_is_another_model(admin: Person) -> None:
    make_model(name="X1", sku="20XW", manufacturer="Lenovo")
    session = imported(admin, rows("X1,21HM,Lenovo,,"))
    model = model_of("S1")
    assert model
    assert model.sku == "21HM"
    assert codes(session) == ["similar-model"]


def test_a_model_without_number_agrees_with_any(admin: Person) -> None:
    known = make_model(name="X1", manufacturer="Lenovo")
    session = imported(admin, rows("X1,20XW,Lenovo,,Fast"))
    assert model_of("S1") == known
    [warning] = row(session, 1).warnings
    assert warning["params"] == {"fields": ["sku", "modelDescription"]}
    kind = find_kind("assets")
    assert kind
    assert describe(kind, warning).endswith("left out: Model number, Model description.")
    known.refresh_from_db()
    assert (known.sku, known.description) == (None, None)


def test_another_manufacturer_is_another_model(admin: Person) -> None:
    make_model(name="X1", manufacturer="Lenovo")
    session = imported(admin, rows("X1,,Dell,,"))
    assert AssetModel.objects.filter(name="X1").count() == 2
    assert codes(session) == ["similar-model"]


def test_an_ambiguous_model_is_told_and_left_out(admin: Person) -> None:
    make_model(name="X1", manufacturer="Lenovo")
    make_model(name="X1", manufacturer="Dell")
    session = imported(admin, rows("X1,,,,"))
    assert model_of("S1") is None
    assert codes(session) == ["ambiguous-model"]


def test_an_archived_model_is_not_linked(admin: Person) -> None:
    make_model(name="X1", manufacturer="Lenovo", sku="20XW")
    AssetModel.objects.update(deleted_at="2020-01-01T00:00:00Z")
    imported(admin, rows("X1,20XW,Lenovo,,"))
    model = model_of("S1")
    assert model
    assert model.deleted_at is None


def test_a_number_without_name_links_but_makes_nothing(admin: Person) -> None:
    known = make_model(sku="20XW", manufacturer="Lenovo")
    session = imported(admin, rows(",20XW,,,", ",21HM,,,"))
    assert (model_of("S1"), model_of("S2")) == (known, None)
    assert codes(session, 2) == ["model-unnamed"]


def test_a_models_own_specs_are_copied_in(admin: Person) -> None:
    make_model(name="X1", manufacturer="Lenovo", specs={"ram": "16"})
    imported(admin, rows("X1,,Lenovo,,"))
    assert Asset.objects.get(serial="S1").specs == {"ram": "16"}
