"""A category's dictionary of custom fields: it suggests and warns, and never blocks or rewrites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lazyit.domains.assets.models import AssetModel
from lazyit.domains.assets.specs import SpecRow, Specs, as_text, rows_of
from lazyit.kernel.errors import FieldError, Invalid
from lazyit.kernel.ids import is_id

Dictionary = Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the dictionary would rather have: a stable code, the field, words."""

    code: str
    key: str
    text: str


def check_dictionary(fields: Dictionary) -> None:
    """Raise Invalid unless keys differ and each field of choices has one."""
    seen: set[str] = set()
    problems: list[FieldError] = []
    for number, field in enumerate(fields):
        if field["key"] in seen:
            problems.append(_problem(number, "key", _("This key is there twice."), "taken"))
        if field["type"] == "enum" and not field.get("enumValues"):
            text = _("A field of choices needs at least one.")
            problems.append(_problem(number, "enumValues", text, "required"))
        seen.add(field["key"])
    if problems:
        raise Invalid(_("The dictionary is not right."), errors=problems)


def dictionary_of(model: AssetModel | None) -> list[dict[str, Any]]:
    """Return the dictionary that applies to a model's assets."""
    category = model.category if model and not model.deleted_at else None
    return list(category.specs_schema) if category and not category.deleted_at else []


def suggested(model: AssetModel | None, specs: Specs) -> list[SpecRow]:
    """Return blank rows for what the dictionary knows and the asset lacks."""
    missing = (field["key"] for field in dictionary_of(model) if field["key"] not in specs)
    return [{"key": key, "value": "", "was": ""} for key in missing]


def prefilled(rows: Sequence[SpecRow], model_id: str | None, was_id: str | None) -> list[SpecRow]:
    """Put a model's defaults and its category's fields below what was typed.

    What an earlier chosen model had brought and nobody touched goes away.
    """
    before, model = _model(was_id), _model(model_id)
    brought = {r["key"]: r["value"] for r in rows_of(before.specs)} if before else {}
    kept = [r for r in rows if r["value"].strip() and brought.get(r["key"]) != r["value"]]
    if model is None:
        return kept
    typed = {r["key"]: r["value"] for r in kept}
    defaults = [r for r in rows_of(model.specs) if r["key"] not in typed]
    return [*kept, *defaults, *suggested(model, {**model.specs, **typed})]


def doubts(dictionary: Dictionary, specs: Specs) -> list[Doubt]:
    """Compare custom fields with a dictionary; without one there is nothing to say."""
    known = {field["key"]: field for field in dictionary}
    found = [doubt for key, field in known.items() if (doubt := _judge(field, specs.get(key)))]
    strangers = [key for key in specs if known and key not in known]
    return found + [Doubt("unknownKey", k, _("is not in the category’s list")) for k in strangers]


def _judge(field: dict[str, Any], value: Any) -> Doubt | None:
    key = field["key"]
    if value is None or not as_text(value).strip():
        missing = field.get("required")
        return Doubt("missingRequired", key, _("should be filled in")) if missing else None
    if field["type"] == "enum" and as_text(value) not in (field.get("enumValues") or ()):
        return Doubt("notInEnum", key, _("is none of the usual values"))
    if not _fits(field["type"], as_text(value).strip()):
        return Doubt("wrongType", key, _("is not of the usual type"))
    return None


def _fits(kind: str, text: str) -> bool:
    if kind == "boolean":
        return text.lower() in ("true", "false")
    return kind != "number" or _is_number(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _problem(number: int, name: str, message: str, code: str) -> FieldError:
    return FieldError(path=f"specsSchema.{number}.{name}", code=code, message=message)


def _model(model_id: str | None) -> AssetModel | None:
    live = AssetModel.objects.filter(deleted_at=None).select_related("category")
    return live.filter(pk=model_id).first() if model_id and is_id(model_id) else None
