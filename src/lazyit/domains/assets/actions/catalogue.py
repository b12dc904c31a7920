"""Models and categories: what kinds of asset there are."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from lazyit.domains.assets.actions import references
from lazyit.domains.assets.dictionary import check_dictionary
from lazyit.domains.assets.models import (
    Asset,
    AssetModel,
    AssetModelHistory,
    Category,
    CategoryHistory,
)
from lazyit.domains.assets.search import index_assets, model_document
from lazyit.domains.assets.specs import check_specs
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.actions import enqueue
from lazyit.foundation.records.lifecycle import Lifecycle

REFRESH_INLINE = 500  # more assets than this are re-indexed by a job
REFRESH_JOB = "assets.refresh_search"

models = Lifecycle(
    model=AssetModel,
    history=AssetModelHistory,
    document=model_document,
    unique={"asset_model_sku_live": "sku"},
)
categories = Lifecycle(
    model=Category, history=CategoryHistory, unique={"category_name_live": "name"}
)


@transaction.atomic
def create_model(*, actor: Actor, values: dict[str, Any]) -> AssetModel:
    """Create a model. Raises Invalid for an archived category, Conflict for a taken SKU."""
    actor.require("assetModel:write")
    references.live_category(values.get("category_id"))
    check_specs(values.get("specs", {}))
    return models.create(actor, values)


@transaction.atomic
def update_model(
    *, actor: Actor, model_id: str, values: dict[str, Any], expected_version: int | None = None
) -> AssetModel:
    """Change a model; its assets keep their own specs but are found under the new name."""
    actor.require("assetModel:write")
    model = models.locked(model_id)
    if values.get("category_id") not in (None, model.category_id):
        references.live_category(values["category_id"])
    check_specs(values.get("specs", {}))
    before = (model.name, model.manufacturer)
    models.update(actor, model, values, expected_version)
    if before != (model.name, model.manufacturer):
        _refresh_assets(actor, model)
    return model


@transaction.atomic
def archive_model(
    *, actor: Actor, model_id: str, expected_version: int | None = None
) -> AssetModel:
    """Take a model out of use; its assets keep the link."""
    actor.require("assetModel:delete")
    return models.archive(actor, models.locked(model_id), expected_version)


@transaction.atomic
def restore_model(*, actor: Actor, model_id: str) -> AssetModel:
    """Bring a model back. Raises Conflict if its SKU is taken."""
    actor.require("assetModel:delete")
    return models.restore(actor, models.locked(model_id, archived_too=True))


@transaction.atomic
def create_category(*, actor: Actor, values: dict[str, Any]) -> Category:
    """Create a category. Raises Conflict if a live one has this name in any case."""
    actor.require("category:write")
    check_dictionary(values.get("specs_schema", []))
    return categories.create(actor, values)


@transaction.atomic
def update_category(
    *, actor: Actor, category_id: str, values: dict[str, Any], expected_version: int | None = None
) -> Category:
    """Change a category."""
    actor.require("category:write")
    check_dictionary(values.get("specs_schema", []))
    return categories.update(actor, categories.locked(category_id), values, expected_version)


@transaction.atomic
def archive_category(
    *, actor: Actor, category_id: str, expected_version: int | None = None
) -> Category:
    """Take a category out of use; its models keep the link."""
    actor.require("category:delete")
    return categories.archive(actor, categories.locked(category_id), expected_version)


@transaction.atomic
def restore_category(*, actor: Actor, category_id: str) -> Category:
    """Bring a category back. Raises Conflict if its name is taken."""
    actor.require("category:delete")
    return categories.restore(actor, categories.locked(category_id, archived_too=True))


@transaction.atomic
def refresh_search_of(model_id: str) -> int:
    """Write the search entries of a model's assets anew; return how many."""
    assets = Asset.objects.filter(model_id=model_id).select_related("model")
    index_assets(assets)
    return assets.count()


def _refresh_assets(actor: Actor, model: AssetModel) -> None:
    """Re-index at once where few assets are concerned, by a job of this transaction otherwise."""
    if Asset.objects.filter(model=model)[: REFRESH_INLINE + 1].count() <= REFRESH_INLINE:
        refresh_search_of(model.pk)
    else:
        enqueue(actor=actor, kind=REFRESH_JOB, payload={"modelId": model.pk})
