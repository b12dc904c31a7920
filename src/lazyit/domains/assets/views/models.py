"""Models: list, record, form."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lazyit.domains.assets import choosing
from lazyit.domains.assets.access import get_model
from lazyit.domains.assets.actions import catalogue as actions
from lazyit.domains.assets.forms.catalogue import ModelForm
from lazyit.domains.assets.lists import ASSETS, MODELS
from lazyit.domains.assets.models import AssetModelHistory
from lazyit.domains.assets.specs import as_text
from lazyit.domains.assets.timeline import timeline_of
from lazyit.domains.assets.views.catalogue import CataloguePages
from lazyit.domains.assets.views.counts import add_assets_of_models, uses_of_model
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.reading import of_subject
from lazyit.foundation.listing.columns import PageColumn
from lazyit.foundation.listing.menus import FilterMenu
from lazyit.foundation.listing.pages import ListPage
from lazyit.foundation.rbac.requirements import requires

METHODS = ["GET", "POST"]
SHOWN = 20  # assets on a record; the list has them all

LIST = ListPage(
    spec=MODELS,
    template="assets/model_list.html",
    title=_("Models"),
    sort=("name", False),
    placeholder=_("Name, manufacturer, SKU"),
    prepare=add_assets_of_models,
    columns=(
        PageColumn("name", _("Name"), sort="name", always=True, width="wide"),
        PageColumn("manufacturer", _("Manufacturer"), sort="manufacturer", width="middle"),
        PageColumn("category", _("Category"), width="middle"),
        PageColumn("sku", _("SKU"), sort="sku"),
        PageColumn("assets", _("Assets"), num=True),
        PageColumn("created", _("Created"), sort="createdAt", at_first=False),
        PageColumn("updated", _("Updated"), sort="updatedAt"),
    ),
    menus=(
        FilterMenu(
            "category",
            _("Category"),
            find=choosing.categories,
            names=choosing.category_names,
            permission="category:read",
        ),
    ),
)
PAGES = CataloguePages(
    area="assetModel",
    path="/asset-models",
    plural=_("Models"),
    new_title=_("New model"),
    form=ModelForm,
    get=get_model,
    create=actions.create_model,
    update=actions.update_model,
    archive=actions.archive_model,
    restore=actions.restore_model,
    key="model_id",
    option=choosing.model_option,
    uses=uses_of_model,
)


@requires("assetModel:read")
@require_GET
def model_list(request: SignedRequest) -> HttpResponse:
    """Show the models."""
    return LIST.respond(request, **PAGES.rights(request.actor))


@requires("assetModel:read")
@require_GET
def model_filter(request: SignedRequest, name: str) -> HttpResponse:
    """Answer a search inside a filter menu."""
    return LIST.choices(request, name)


@requires("assetModel:read")
@require_GET
def record(request: SignedRequest, record_id: str) -> HttpResponse:
    """Show a model with its assets."""
    model = get_model(request.actor, record_id)
    rows = of_subject(AssetModelHistory, model.pk)
    timeline = timeline_of(rows, request.actor, request.GET.get("before"))
    context = {
        "model": model,
        "category": live_category(model),
        "specs": [(key, as_text(value)) for key, value in model.specs.items()],
        "timeline": timeline,
        **assets_where(request.actor, model=model.pk),
    }
    return render(request, "assets/model.html", context)


@requires("assetModel:read")
@require_GET
def preview(request: SignedRequest, record_id: str) -> HttpResponse:
    """Answer a small card of a model."""
    model = get_model(request.actor, record_id)
    context = {"model": model, "category": live_category(model)}
    return render(request, "assets/model_preview.html", context)


@requires("assetModel:write")
@require_http_methods(METHODS)
def new(request: SignedRequest) -> HttpResponse:
    """Create a model."""
    return PAGES.new(request)


@requires("assetModel:write")
@require_http_methods(METHODS)
def edit(request: SignedRequest, record_id: str) -> HttpResponse:
    """Change a model."""
    return PAGES.edit(request, record_id)


@requires("assetModel:delete")
@require_http_methods(METHODS)
def archive(request: SignedRequest, record_id: str) -> HttpResponse:
    """Take a model out of use."""
    return PAGES.remove(request, record_id)


@requires("assetModel:delete")
@require_POST
def restore(request: SignedRequest, record_id: str) -> HttpResponse:
    """Bring a model back."""
    return PAGES.bring_back(request, record_id)


def live_category(model: Any) -> Any:
    """Return a model's category unless it is archived."""
    return model.category if model.category and not model.category.deleted_at else None


def assets_where(actor: Actor, **filters: str) -> dict[str, Any]:
    """Return the newest assets that match, how many there are, and the address of all."""
    if not actor.may("asset:read"):
        return {}
    query = QueryDict(mutable=True)
    query.update(filters)
    address = f"/assets?{query.urlencode()}"
    query.update({"sort": "updatedAt", "dir": "desc", "limit": str(SHOWN)})
    page = ASSETS.page(actor, ASSETS.parse(query))
    return {"assets": page.items, "asset_count": page.total, "all_assets": address}
