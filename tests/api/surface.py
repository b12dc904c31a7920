"""Every operation of the API, from its own OpenAPI document, and a world to call it in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import connection

from lazyit.config.api import api
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.actions.upload import upload_file
from lazyit.foundation.jobs.models import Job
from tests import builders, register

Schema = dict[str, Any]

# Tables that a refused request may touch: when a token or a session was used, failed sign-ins.
MAY_CHANGE = {
    "accounts_serviceaccount",
    "accounts_session",
    "accounts_signinattempt",
    "cache_entry",
}


@cache
def document() -> Schema:
    """Return the OpenAPI document."""
    return dict(json.loads(json.dumps(api.get_openapi_schema())))


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    schema: Schema = field(hash=False)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def path_parameters(self) -> list[str]:
        return self._parameters("path")

    @property
    def query_parameters(self) -> list[str]:
        return self._parameters("query")

    def _parameters(self, place: str) -> list[str]:
        return [p["name"] for p in self.schema.get("parameters", []) if p["in"] == place]

    @property
    def body(self) -> Schema | None:
        """Return the schema of the JSON body, or None if there is none."""
        content = self.schema.get("requestBody", {}).get("content", {})
        return (
            resolved(content["application/json"]["schema"])
            if "application/json" in content
            else None
        )

    def address(self, ids: dict[str, str]) -> str:
        """Return the path with its parameters filled in."""
        return self.path.format(**{name: ids[name] for name in self.path_parameters})


def operations() -> list[Operation]:
    """Return every operation of the document."""
    return [
        Operation(method.upper(), path, schema)
        for path, methods in document()["paths"].items()
        for method, schema in methods.items()
    ]


def resolved(schema: Schema) -> Schema:
    """Follow a reference, and leave out null: what remains is what a value looks like."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return resolved(document()["components"]["schemas"][name])
    for choices in (schema.get("anyOf"), schema.get("allOf")):
        real = [choice for choice in choices or [] if choice.get("type") != "null"]
        if len(real) == 1:
            return resolved(real[0])
    return schema


def world(caller: Person) -> dict[str, str]:
    """Store one of everything; return the ids by the names that addresses use."""
    file = b"Name,Serial\nLaptop,S1\n"
    actor = builders.actor_of(caller)
    session = upload_file(actor=actor, kind="assets", file_name="assets.csv", content=file)
    asset = register.make_asset(
        model_id=register.make_model(category_id=register.make_category().pk).pk,
        location_id=register.make_location().pk,
    )
    assignment = register.assign(asset)
    assert asset.model is not None
    account = builders.make_service_account("asset:read")
    return {
        "asset_id": asset.pk,
        "model_id": asset.model.pk,
        "category_id": str(asset.model.category_id),
        "location_id": str(asset.location_id),
        "assignment_id": assignment.pk,
        "person_id": str(assignment.user_id),
        "user_id": str(assignment.user_id),
        "account_id": account.pk,
        "session_id": session.pk,
        "job_id": str(Job.objects.latest("created_at").pk),
    }


def contents() -> dict[str, tuple[int, int]]:
    """Return a count and a digest of every table that a refused request must leave alone."""
    tables = set(connection.introspection.table_names()) - MAY_CHANGE
    queries = [
        f"SELECT '{t}', count(*), coalesce(sum(hashtext(r::text)::bigint), 0) FROM \"{t}\" r"
        for t in sorted(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(queries))
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


def fields_of(body: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the name and the schema of each field of a body."""
    for name, schema in body.get("properties", {}).items():
        yield name, resolved(schema)


def snake(name: str) -> str:
    """Return a field's name as addresses write it."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: f"_{match[0]}", name).lower()


def minimal(schema: Schema, ids: dict[str, str], name: str = "") -> Any:
    """Return the smallest value that a schema accepts; ids are those of the world."""
    schema = resolved(schema)
    if snake(name) in ids:
        return ids[snake(name)]
    if "enum" in schema or "const" in schema:
        return schema.get("const") or schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        return {n: minimal(fields[n], ids, n) for n in schema.get("required", [])}
    if kind == "array":
        item = ids["asset_id"] if name == "ids" else minimal(schema.get("items", {}), ids)
        return [item] * schema.get("minItems", 0)
    return {"integer": schema.get("minimum", 1), "boolean": True}.get(str(kind), _text(schema))


def _text(schema: Schema) -> str:
    formats: dict[str, str] = {
        "date": "2026-01-31",
        "date-time": "2026-01-31T12:00:00Z",
        "email": "a@example.com",
    }
    return formats.get(str(schema.get("format"))) or "x" * int(schema.get("minLength", 1) or 1)
