"""What a mapping may say, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.actions import set_mapping
from lazyit.foundation.imports.coercion import RowReader
from lazyit.foundation.imports.kinds import Draft, Kind, find_kind
from lazyit.foundation.imports.mapping import ColumnTarget, Mapping, check_mapping
from lazyit.foundation.imports.models import SessionState
from lazyit.foundation.imports.values import DateOrder
from lazyit.kernel.errors import Conflict, Invalid
from tests.builders import actor_of
from tests.importing import custom, imported, upload

COLUMNS = ["Name", "State", "Cost", "Bought", "Ends", "Serial", "Rack"]
BASE = {"Name": ColumnTarget("name"), "State": ColumnTarget("status")}


@pytest.fixture
def kind() -> Kind:
    found = find_kind("assets")
    assert found
    return found


def problems(kind: Kind, **changes: Any) -> list[tuple[str, str]]:
    columns = {**BASE, **changes.pop("columns", {})}
    mapping = Mapping(columns, **changes)
    return [(p.code, p.field) for p in check_mapping(kind, COLUMNS, mapping)]


def read(kind: Kind, cells: list[str], **changes: Any) -> Draft:
    columns = {
        **BASE,
        "Cost": ColumnTarget("purchaseCost"),
        "Bought": ColumnTarget("purchaseDate"),
        "Serial": ColumnTarget("serial"),
        "Rack": custom("Rack"),
    }
    mapping = Mapping(columns, date_orders={"Bought": DateOrder.MDY}, **changes)
    return RowReader(kind, COLUMNS, mapping).read(1, 2, cells)


def errors(draft: Draft) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in draft.errors]


def test_a_complete_mapping(kind: Kind) -> None:
    assert problems(kind) == []


def test_required_fields_need_a_column_or_a_constant(kind: Kind) -> None:
    only_name = {"State": ColumnTarget("ignore")}
    assert problems(kind, columns=only_name) == [("required", "status")]
    assert problems(kind, columns=only_name, constants={"status": "LOST"}) == []


def test_what_is_not_there(kind: Kind) -> None:
    assert problems(kind, columns={"Nope": ColumnTarget("serial")}) == [("unknown-column", "Nope")]
    assert problems(kind, columns={"Rack": ColumnTarget("nope")}) == [("unknown-target", "Rack")]
    assert problems(kind, constants={"nope": "x"}) == [("unknown-target", "nope")]


def test_a_field_is_filled_once(kind: Kind) -> None:
    assert ("duplicate-target", "name") in problems(kind, columns={"Rack": ColumnTarget("name")})
    assert ("duplicate-target", "status") in problems(kind, constants={"status": "LOST"})


@pytest.mark.parametrize("key", ["serial", "modelId", "__proto__", "constructor"])
def test_reserved_names_of_custom_fields(kind: Kind, key: str) -> None:
    assert problems(kind, columns={"Rack": custom(key)}) == [("custom-key-reserved", "Rack")]


def test_names_of_custom_fields(kind: Kind) -> None:
    assert problems(kind, columns={"Rack": custom(" ")}) == [("custom-key-length", "Rack")]
    assert problems(kind, columns={"Rack": custom("x" * 101)}) == [("custom-key-length", "Rack")]
    twice = {"Rack": custom("A"), "Cost": custom("A")}
    assert {code for code, _field in problems(kind, columns=twice)} == {"custom-key-duplicate"}


def test_constants_and_decisions_are_known_choices(kind: Kind) -> None:
    assert ("unknown-choice", "status") in problems(kind, constants={"status": "BROKEN"})
    assert problems(kind, values={"status": {"attic": "NOPE"}}) == [("unknown-choice", "status")]
    assert problems(kind, values={"serial": {"attic": "LOST"}}) == [("unknown-choice", "serial")]


def test_people_need_a_name_and_a_key(kind: Kind) -> None:
    assert problems(kind, columns={"Rack": ColumnTarget("personName")}) == [
        ("person-needs-key", "email")
    ]
    assert problems(kind, columns={"Rack": ColumnTarget("email")}) == [
        ("person-needs-name", "personName")
    ]


def test_parts_of_a_model_need_a_model(kind: Kind) -> None:
    alone = {"Rack": ColumnTarget("category")}
    assert problems(kind, columns=alone) == [("needs-model", "category")]
    assert problems(kind, columns={**alone, "Cost": ColumnTarget("model")}) == []


def test_a_mapping_survives_the_database(kind: Kind) -> None:
    mapping = Mapping(
        BASE, {"status": "LOST"}, {"Bought": DateOrder.DMY}, {"status": {"a": "LOST"}}
    )
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_cells_become_values(kind: Kind) -> None:
    draft = read(kind, [" A ", "Nueva (deployed)", "$1,234.5", "1/23/23", "", "SN1", "R1"])
    assert draft.errors == []
    assert draft.values["name"] == "A"
    assert draft.values["status"] == "OPERATIONAL"
    assert draft.values["purchaseCost"] == 123450
    assert draft.values["purchaseDate"].isoformat() == "2023-01-23"
    assert draft.custom == {"Rack": "R1"}


def test_absent_cells_leave_no_value(kind: Kind) -> None:
    draft = read(kind, ["A", "lost", "n/a", "-", "", "NULL", "none"])
    assert set(draft.values) == {"name", "status"}
    assert draft.custom == {}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["", "lost", "", "", "", "", ""], [("required", "name")]),
        (["A", "asleep", "", "", "", "", ""], [("unknown-choice", "status")]),
        (["A", "lost", "-1", "", "", "", ""], [("negative", "purchaseCost")]),
        (["A", "lost", "", "23/1/23", "", "", ""], [("impossible-date", "purchaseDate")]),
        (["A", "lost", "", "", "", "1.23E+11", ""], [("damaged-number", "serial")]),
        (["A" * 201, "lost", "", "", "", "", ""], [("too-long", "name")]),
        (["A", "lost", "", "", "", "", "x" * 4001], [("too-long", "Rack")]),
        (["A\x00", "lost", "", "", "", "", ""], [("not-storable", "name")]),
        (["A", "lost", "", "", "", "", "\x00"], [("not-storable", "Rack")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read(kind: Kind, cells: list[str], expected: list[tuple[str, str]]) -> None:
    assert errors(read(kind, cells)) == expected


def test_a_damaged_custom_value_is_kept_and_told(kind: Kind) -> None:
    draft = read(kind, ["A", "lost", "", "", "", "", "3.27E+09"])
    assert draft.custom == {"Rack": "3.27E+09"}
    assert [w.code for w in draft.warnings] == ["damaged-number"]


def test_a_decision_gives_a_word_its_meaning(kind: Kind) -> None:
    draft = read(kind, ["A", "In the  attic", "", "", "", "", ""],
                 values={"status": {"in the attic": "IN_STORAGE"}})  # fmt: skip
    assert draft.values["status"] == "IN_STORAGE"


@pytest.mark.django_db
def test_date_orders_are_decided_over_the_whole_column(admin: Person) -> None:
    lines = [f"A{n},lost,1/2/23,2/3/24" for n in range(1, 200)]
    session = upload(admin, "Name,Status,Purchased,Warranty Expiry\n" + "\n".join(lines))
    mapping = session.decided()
    set_mapping(actor=actor_of(admin), session_id=session.pk, mapping=mapping)
    session.refresh_from_db()
    assert session.decided().date_orders == {"Purchased": "DMY", "Warranty Expiry": "DMY"}


@pytest.mark.django_db
def test_a_column_that_cannot_tell_follows_the_one_that_can(admin: Person) -> None:
    content = "Name,Status,Purchased,Warranty Expiry\nA,lost,1/2/23,2/3/24\nB,lost,1/23/23,2/3/24"
    session = upload(admin, content)
    set_mapping(actor=actor_of(admin), session_id=session.pk, mapping=session.decided())
    session.refresh_from_db()
    assert session.decided().date_orders == {"Purchased": "MDY", "Warranty Expiry": "MDY"}


@pytest.mark.django_db
def test_a_refused_mapping_changes_nothing(admin: Person) -> None:
    session = upload(admin, "Name,Serial\nA,1")
    with pytest.raises(Invalid) as refusal:
        set_mapping(actor=actor_of(admin), session_id=session.pk, mapping=session.decided())
    assert [e["path"] for e in refusal.value.errors] == ["status"]
    session.refresh_from_db()
    assert session.state == SessionState.PARSED


@pytest.mark.django_db
def test_no_mapping_after_the_commit(admin: Person) -> None:
    session = imported(admin, "Name,Status\nA,lost\n")
    with pytest.raises(Conflict):
        set_mapping(actor=actor_of(admin), session_id=session.pk, mapping=session.decided())
    session.refresh_from_db()
    assert session.state == SessionState.COMMITTED
