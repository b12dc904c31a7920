"""Custom fields: bounds, and what a category's dictionary says of them"""

from __future__ import annotations

from typing import Any

import pytest

from lazyit.domains.assets.dictionary import doubts
from lazyit.domains.assets.models import Asset
from lazyit.domains.assets.specs import check_specs, differences
from lazyit.domains.assets.tests.told import refusal
from lazyit.kernel.errors import Invalid
from tests.builders import Api


def nested(depth: int) -> Any:
    value: Any = "deep"
    for _n in range(depth):
        value = {"k": value}
    return value


@pytest.mark.parametrize(
    "specs",
    [
        {},
        {f"k{n}": "v" for n in range(200)},
        {"k" * 100: "v"},
        {"k": "v" * 4000},
        nested(6),
        {"k": [1, 2.5, True, None, "x", {"a": []}]},
        {"🧨": "\u202e"},
    ],
    ids=str,
)
def test_within_bounds(specs: dict[str, Any]) -> None:
    assert check_specs(specs) == specs


@pytest.mark.parametrize(
    ("specs", "code"),
    [
        ({f"k{n}": "v" for n in range(201)}, "too_long"),
        ({"k" * 101: "v"}, "bad_key"),
        ({"": "v"}, "bad_key"),
        ({"__proto__": "v"}, "bad_key"),
        ({"a": {"constructor": 1}}, "bad_key"),
        ({"k": "v" * 4001}, "invalid"),
        ({"k": "a\0b"}, "invalid"),
        ({"a\0b": "v"}, "bad_key"),
        (nested(7), "too_deep"),
        ({f"k{n}": "v" * 3999 for n in range(17)}, "too_long"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_beyond_bounds(specs: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_specs(specs)
    assert refused.value.errors[0]["code"] == code


def test_very_deep_nesting_breaks_nothing() -> None:
    with pytest.raises(Invalid):
        check_specs(nested(5000))


@pytest.mark.django_db
@pytest.mark.parametrize("specs", ["text", 5, [1], {"k": 1e999}, {"k": nested(7)}])
def test_the_api_refuses_them(api: Api, specs: Any) -> None:
    body = {"name": "A", "status": "LOST", "specs": specs}
    assert refusal(api.post("/api/assets", body))[0] == 400
    assert not Asset.objects.exists()


def test_differences_name_the_keys() -> None:
    assert differences({"a": 1, "b": 2}, {"b": 2, "c": {"x": 1}}) == {
        "a": {"from": "1", "to": None},
        "c": {"from": None, "to": '{"x":1}'},
    }


FIELDS: list[dict[str, Any]] = [
    {"key": "ram", "label": "RAM", "type": "number", "required": True},
    {"key": "ssd", "label": "SSD", "type": "boolean"},
    {"key": "os", "label": "OS", "type": "enum", "enumValues": ["Linux"]},
    {"key": "note", "label": "Note", "type": "string"},
]


@pytest.mark.parametrize(
    ("specs", "codes"),
    [
        ({"ram": "16"}, []),
        ({"ram": 16, "ssd": "TRUE", "os": "Linux", "note": [1]}, []),
        ({}, ["missingRequired"]),
        ({"ram": " "}, ["missingRequired"]),
        ({"ram": "much"}, ["wrongType"]),
        ({"ram": 1, "ssd": "perhaps"}, ["wrongType"]),
        ({"ram": 1, "os": "Plan 9"}, ["notInEnum"]),
        ({"ram": 1, "gpu": "yes"}, ["unknownKey"]),
    ],
)
def test_doubts(specs: dict[str, Any], codes: list[str]) -> None:
    assert [doubt.code for doubt in doubts(FIELDS, specs)] == codes


def test_without_a_dictionary_there_are_none() -> None:
    assert doubts([], {"anything": 1}) == []
