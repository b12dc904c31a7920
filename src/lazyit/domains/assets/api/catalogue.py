"""/api/asset-models and /api/asset-categories"""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from ninja import Router

from lazyit.domains.assets import details, rows
from lazyit.domains.assets.access import get_category, get_model
from lazyit.domains.assets.actions import catalogue as actions
from lazyit.domains.assets.lists import CATEGORIES, MODELS
from lazyit.domains.assets.models import AssetModelHistory, CategoryHistory
from lazyit.domains.assets.schemas import CategoryIn, CategoryPatch, ModelIn, ModelPatch
from lazyit.foundation.audit.reading import history, of_subject
from lazyit.foundation.rest.answers import answer, array, expected_version, sent
from lazyit.foundation.rest.authentication import ApiRequest, needs

models = Router(tags=["asset models"])
categories = Router(tags=["asset categories"])


@models.get("", auth=needs("assetModel:read"))
def list_models(request: ApiRequest) -> HttpResponse:
    """List models."""
    return answer(MODELS.page(request.auth, MODELS.parse(request.GET)).envelope())


@models.post("", auth=needs("assetModel:write"))
def create_model(request: ApiRequest, body: ModelIn) -> HttpResponse:
    """Create a model."""
    model = actions.create_model(actor=request.auth, values=body.model_dump())
    model.refresh_from_db()
    return answer(rows.model_plain(model), status=201, version=1)


@models.get("/{opaque:model_id}", auth=needs("assetModel:read"))
def read_model(request: ApiRequest, model_id: str) -> HttpResponse:
    """Return one model with its category."""
    model = get_model(request.auth, model_id)
    return answer(details.model_detail(model), version=model.version)


@models.patch("/{opaque:model_id}", auth=needs("assetModel:write"))
def update_model(request: ApiRequest, model_id: str, body: ModelPatch) -> HttpResponse:
    """Change the keys sent; null clears."""
    model = actions.update_model(
        actor=request.auth,
        model_id=model_id,
        values=sent(body),
        expected_version=expected_version(request),
    )
    return answer(rows.model_plain(model), version=model.version)


@models.delete("/{opaque:model_id}", auth=needs("assetModel:delete"))
def archive_model(request: ApiRequest, model_id: str) -> HttpResponse:
    """Take a model out of use."""
    model = actions.archive_model(
        actor=request.auth, model_id=model_id, expected_version=expected_version(request)
    )
    return answer(rows.model_plain(model), version=model.version)


@models.post("/{opaque:model_id}/restore", auth=needs("assetModel:delete"))
def restore_model(request: ApiRequest, model_id: str) -> HttpResponse:
    """Bring a model back."""
    model = actions.restore_model(actor=request.auth, model_id=model_id)
    return answer(rows.model_plain(model), status=201, version=model.version)


@models.get("/{opaque:model_id}/history", auth=needs("assetModel:read"))
def read_model_history(request: ApiRequest, model_id: str) -> HttpResponse:
    """List what happened to a model, newest first."""
    model = get_model(request.auth, model_id)
    return answer(history(of_subject(AssetModelHistory, model.pk), request.GET))


@categories.get("", auth=needs("category:read"))
def list_categories(request: ApiRequest) -> HttpResponse:
    """List categories as an array."""
    wanted = CATEGORIES.parse(request.GET)
    ids = CATEGORIES.ordered_ids(request.auth, wanted)
    return array(request, ids, partial(CATEGORIES.rows, request.auth))


@categories.post("", auth=needs("category:write"))
def create_category(request: ApiRequest, body: CategoryIn) -> HttpResponse:
    """Create a category."""
    category = actions.create_category(actor=request.auth, values=body.model_dump())
    category.refresh_from_db()
    return answer(rows.category_plain(category), status=201, version=1)


@categories.get("/{opaque:category_id}", auth=needs("category:read"))
def read_category(request: ApiRequest, category_id: str) -> HttpResponse:
    """Return one category."""
    category = get_category(request.auth, category_id)
    return answer(rows.category_plain(category), version=category.version)


@categories.patch("/{opaque:category_id}", auth=needs("category:write"))
def update_category(request: ApiRequest, category_id: str, body: CategoryPatch) -> HttpResponse:
    """Change the keys sent; null clears."""
    category = actions.update_category(
        actor=request.auth,
        category_id=category_id,
        values=sent(body),
        expected_version=expected_version(request),
    )
    return answer(rows.category_plain(category), version=category.version)


@categories.delete("/{opaque:category_id}", auth=needs("category:delete"))
def archive_category(request: ApiRequest, category_id: str) -> HttpResponse:
    """Take a category out of use."""
    category = actions.archive_category(
        actor=request.auth, category_id=category_id, expected_version=expected_version(request)
    )
    return answer(rows.category_plain(category), version=category.version)


@categories.post("/{opaque:category_id}/restore", auth=needs("category:delete"))
def restore_category(request: ApiRequest, category_id: str) -> HttpResponse:
    """Bring a category back."""
    category = actions.restore_category(actor=request.auth, category_id=category_id)
    return answer(rows.category_plain(category), status=201, version=category.version)


@categories.get("/{opaque:category_id}/history", auth=needs("category:read"))
def read_category_history(request: ApiRequest, category_id: str) -> HttpResponse:
    """List what happened to a category, newest first."""
    category = get_category(request.auth, category_id)
    return answer(history(of_subject(CategoryHistory, category.pk), request.GET))
