"""Whatever is sent to whatever route: a refusal with a code and a path, nothing written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lazyit.foundation.accounts.models import Person
from tests.api import surface
from tests.api.surface import Operation, Schema
from tests.builders import Api, api_as

if TYPE_CHECKING:
    from tests.builders import Answer

OPERATIONS = surface.operations()
WITH_BODY = [o for o in OPERATIONS if o.body is not None]
WITH_ID = [o for o in OPERATIONS if o.path_parameters]
READING = [o for o in OPERATIONS if o.method == "GET"]

# Routes that refuse before they look at fields, and why.
SAY_LESS = {
    "POST /api/auth/login": "tells a stranger nothing",
    "POST /api/auth/change-password": "asks for the current password first",
    "POST /api/config/setup": "asks for a token against foreign sites first",
}
HOSTILE = "\u202e\u200b=cmd|' /C calc'!A0 <script>alert(1)</script> 🧨 ' OR 1=1 --"
NOT_IDS = ["nobody-has-this-id", "0", "-1", "null", "%00", "a" * 300, "..", "%F0%9F%A7%A8", "a'--"]
NOT_NUMBERS = ["text", 1.5, True, 2**70, -(2**70), {}, []]
USUAL = {"q", "page", "limit", "offset", "sort", "dir", "deleted", "ids", "from", "to"}
WRONG = ("\0", HOSTILE, "x" * 5000, "-1", str(2**70), "1.5", "", "0", "2026-02-30")
BAD: dict[str, list[Any]] = {
    "string": ["a\0b", "x" * 200_000, {"a": 1}, ["a"], 5],
    "integer": NOT_NUMBERS,
    "number": ["text", {}, []],
    "boolean": ["perhaps", {}, [], 5],
    "array": ["text", 5, {"a": 1}, [{"surprise": 1}], ["a\0b"], ["x" * 200_000]],
    "object": ["text", 5, ["a"], {"a\0b": 1}, {"a": "b\0c"}, {"x" * 200_000: 1}],
}


def names(operations: list[Operation]) -> dict[str, Any]:
    return {"argnames": "operation", "argvalues": operations, "ids": [o.name for o in operations]}


@pytest.fixture
def ids(admin: Person) -> dict[str, str]:
    return surface.world(admin)


@pytest.fixture
def caller(admin: Person) -> Api:
    return api_as(admin)


def assert_refused(answer: Answer, path: str | None = None) -> None:
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.content[:300])
    body = answer.json()
    assert body["statusCode"] == answer.status_code
    assert body["code"]
    assert body["message"]
    if path is not None:
        paths = [error["path"] for error in body.get("errors", [])]
        assert any(found.split(".")[0] == path for found in paths), (path, body)


@pytest.mark.parametrize(**names(WITH_BODY))
def test_unknown_keys_are_refused(operation: Operation, ids: dict[str, str], caller: Api) -> None:
    before = surface.contents()
    answer = caller.send(operation.method, operation.address(ids), {"surprise": 1})
    assert_refused(answer, "surprise")
    assert surface.contents() == before


@pytest.mark.parametrize(**names(WITH_BODY))
def test_wrong_values_are_refused_by_path(
    operation: Operation, ids: dict[str, str], caller: Api
) -> None:
    before, address = surface.contents(), operation.address(ids)
    body = operation.body or {}
    sound = surface.minimal(body, ids)
    for name, schema in surface.fields_of(body):
        for value in bad_values(schema):
            answer = caller.send(operation.method, address, {**sound, name: value})
            assert_refused(answer, None if operation.name in SAY_LESS else name)
    assert surface.contents() == before


def bad_values(schema: Schema) -> list[Any]:
    values = BAD.get(schema.get("type", ""), [])
    return [v for v in values if not _allowed(v, schema)]


def _allowed(value: Any, schema: Schema) -> bool:
    """Say whether a list of anything or of long texts is what the field is for."""
    items = surface.resolved(schema.get("items", {}))
    return isinstance(value, list) and bool(value) and "type" not in items and "items" in schema


@pytest.mark.parametrize(**names(WITH_BODY))
def test_what_is_no_json_object_is_refused(
    operation: Operation, ids: dict[str, str], caller: Api
) -> None:
    before, address = surface.contents(), operation.address(ids)
    bodies = [
        b"{",
        b'{"a": NaN}',
        b'{"name": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b'"a"',
        b"7",
    ]
    for body in bodies:
        assert_refused(caller.send(operation.method, address, body))
    assert surface.contents() == before


@pytest.mark.parametrize(**names(WITH_BODY))
def test_deep_and_large_bodies_are_refused(
    operation: Operation, ids: dict[str, str], caller: Api
) -> None:
    before, address = surface.contents(), operation.address(ids)
    first = next((name for name, _schema in surface.fields_of(operation.body or {})), "name")
    deep = b'{"%s":' % first.encode() + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}"
    assert_refused(caller.send(operation.method, address, deep))
    large = caller.send(operation.method, address, b'{"name": "' + b"x" * 10_000_000 + b'"}')
    assert_refused(large)
    assert large.status_code == 413
    assert surface.contents() == before


@pytest.mark.parametrize(**names(WITH_BODY))
def test_hostile_text_is_kept_or_refused(
    operation: Operation, ids: dict[str, str], caller: Api
) -> None:
    for name, schema in surface.fields_of(operation.body or {}):
        if schema.get("type") == "string":
            answer = caller.send(operation.method, operation.address(ids), {name: HOSTILE})
            assert answer.status_code < 500


@pytest.mark.parametrize(**names(WITH_ID))
def test_ids_that_are_not_ids_are_not_found(
    operation: Operation, ids: dict[str, str], caller: Api
) -> None:
    before = surface.contents()
    for wrong in NOT_IDS:
        for parameter in operation.path_parameters:
            address = operation.address({**ids, parameter: wrong})
            answer = caller.send(operation.method, address, {} if operation.body else None)
            assert answer.status_code in (400, 404, 405), (wrong, answer.status_code)
    assert surface.contents() == before


@pytest.mark.parametrize(**names(READING))
def test_wrong_parameters_never_crash(
    operation: Operation, ids: dict[str, str], caller: Api
) -> None:
    address = operation.address(ids)
    for name in sorted(USUAL | set(operation.query_parameters)):
        declared = name in operation.query_parameters
        for value in WRONG if declared else WRONG[:2]:
            answer = caller.get(address, **{name: value})
            assert answer.status_code < 500, (name, value, answer.content[:300])
            assert answer.status_code < 400 or answer.json()["code"]


@pytest.mark.parametrize(**names(OPERATIONS))
def test_a_stranger_is_refused(operation: Operation, ids: dict[str, str]) -> None:
    before = surface.contents()
    answer = Api().send(operation.method, operation.address(ids), {} if operation.body else None)
    if answer.status_code >= 400:
        assert_refused(answer)
    assert answer.status_code < 500
    assert surface.contents() == before


@pytest.mark.parametrize("address", ["/api/nothing", "/api/assets/", "/api/assets/é"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_addresses_answer_in_json(method: str, address: str, caller: Api) -> None:
    answer = caller.send(method, address)
    assert_refused(answer)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(**names(OPERATIONS))
def test_methods_that_an_address_does_not_take_are_refused(
    operation: Operation, ids: dict[str, str], caller: Api
) -> None:
    taken = {o.method for o in OPERATIONS if o.path == operation.path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - taken:
        answer = caller.send(method, operation.address(ids), {})
        assert_refused(answer)
        assert answer.status_code in (404, 405)
