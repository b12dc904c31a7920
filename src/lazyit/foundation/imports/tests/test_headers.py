"""Headers are recognised; the operator confirms."""

from __future__ import annotations

import pytest

from lazyit.foundation.imports.headers import detect_preset, fold_header, propose
from lazyit.foundation.imports.kinds import Kind, find_kind


@pytest.fixture
def kind() -> Kind:
    found = find_kind("assets")
    assert found
    return found


def targets(kind: Kind, *columns: str) -> dict[str, str]:
    return {name: column.target for name, column in propose(kind, columns).columns.items()}


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("  Número de Serie: ", "numero de serie"),
        ("Model No.", "model no"),
        ("E-mail", "e mail"),
        ("Asset_Tag", "asset tag"),
        ("¿?", ""),
    ],
)
def test_folding(header: str, folded: str) -> None:
    assert fold_header(header) == folded


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("ASSET NAME", "name"),
        ("Nombre del activo", "name"),
        ("Serial No.", "serial"),
        ("numero de serie", "serial"),
        ("Placa del activo", "assetTag"),
        ("Etiqueta", "assetTag"),
        ("Estado", "status"),
        ("Compañía", "company"),
        ("Ubicación", "location"),
        ("Fecha de compra", "purchaseDate"),
        ("Fin Garantía", "warrantyEnd"),
        ("Warranty Expiry", "warrantyEnd"),
        ("Costo", "purchaseCost"),
        ("EOL Rate", "usefulLifeMonths"),
        ("Vida útil (meses)", "usefulLifeMonths"),
        ("Valor de rescate", "salvageValue"),
        ("Observaciones", "notes"),
        ("Marca", "manufacturer"),
        ("Número de modelo", "sku"),
        ("Asignado a", "personName"),
        ("Correo electrónico", "email"),
        ("Usuario", "username"),
        ("Legajo", "employeeNumber"),
        ("Jefe", "supervisor"),
        ("purchaseCost", "purchaseCost"),
    ],
)
def test_words_of_both_languages(kind: Kind, header: str, target: str) -> None:
    assert targets(kind, header) == {header: target}


def test_unknown_headers_are_ignored(kind: Kind) -> None:
    assert targets(kind, "Created At", "Rack", "Supplier") == {}


def test_the_first_column_of_a_target_wins(kind: Kind) -> None:
    assert targets(kind, "Name", "Asset Name", "Name (2)") == {"Name": "name"}


def test_snipe_it_is_known_by_two_of_its_own_words(kind: Kind) -> None:
    assert detect_preset(kind, ["Name", "Supplier", "Checkout Type"]) is None
    preset = detect_preset(kind, ["Checkout Type", "Asset EOL Date"])
    assert preset
    assert preset.key == "snipe-it"


def test_the_preset_fills_what_its_export_lacks(kind: Kind) -> None:
    mapping = propose(kind, ["Name", "Supplier", "Checkout Type", "Asset EOL Date"])
    assert mapping.of("Supplier").key == "Supplier"
    assert mapping.of("Checkout Type").target == "ignore"
    assert mapping.constants == {"status": "OPERATIONAL"}


def test_a_status_column_comes_before_the_preset(kind: Kind) -> None:
    assert propose(kind, ["Status", "Checkout Type", "Asset EOL Date"]).constants == {}


def test_no_two_targets_share_a_word(kind: Kind) -> None:
    words = [(fold_header(w), t.key) for t in kind.targets for w in {t.key, *t.synonyms}]
    owners: dict[str, set[str]] = {}
    for word, key in words:
        owners.setdefault(word, set()).add(key)
    assert {word: keys for word, keys in owners.items() if len(keys) > 1} == {}


def test_no_two_statuses_share_a_word(kind: Kind) -> None:
    status = kind.target("status")
    assert status
    words = [w for c in status.choices for w in {fold_header(w) for w in (c.code, *c.synonyms)}]
    assert len(words) == len(set(words))
