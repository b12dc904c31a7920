"""Creating, cloning and editing an asset."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lazyit.domains.assets.access import get_asset
from lazyit.domains.assets.actions import tags
from lazyit.domains.assets.actions.assets import create_asset, update_asset
from lazyit.domains.assets.actions.assignments import assign_asset
from lazyit.domains.assets.dictionary import prefilled, suggested
from lazyit.domains.assets.forms.asset import KEPT, AssetForm
from lazyit.domains.assets.models import Asset
from lazyit.domains.assets.specs import rows_of
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.pages.forms import posted
from lazyit.foundation.pages.notices import notify, warn
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import DomainError, Stale

CLONED = (  # what a clone keeps; serial and tag belong to one thing only
    "status", "model", "location", "company", "purchase_date", "warranty_end", "purchase_cost",
    "salvage_value", "useful_life_months", "notes", "specs",
)  # fmt: skip


@requires("asset:write")
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Create an asset, perhaps with its first owner."""
    kept = {name: request.GET[name] for name in (*KEPT, "name") if name in request.GET}
    return _create(request, kept, _("New asset"))


@requires("asset:write")
@require_http_methods(["GET", "POST"])
def clone(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Create an asset like another one."""
    source = get_asset(request.actor, asset_id)
    values = {k: v for k, v in AssetForm.initial_of(source).items() if k in CLONED}
    values["name"] = _("%(name)s (copy)") % {"name": source.name[:190]}
    title = _("Clone %(name)s") % {"name": source.name}
    return _create(request, values, title, stored=source.specs)


@requires("asset:write")
@require_http_methods(["GET", "POST"])
def edit(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Change an asset; if somebody else did meanwhile, show where it differs."""
    asset = get_asset(request.actor, asset_id)
    rows = [*rows_of(asset.specs), *suggested(asset.model, asset.specs)]
    initial = {**AssetForm.initial_of(asset), "specs": rows}
    form = AssetForm(posted(request), initial=initial, stored=asset.specs)
    form.limit_to(request.actor)
    form.fields.pop("owner", None)
    if request.method == "POST" and form.is_valid() and save(request, form, asset):
        notify(request, _("“%(name)s” was saved.") % {"name": form.cleaned_data["name"]})
        return HttpResponseRedirect(f"/assets/{asset.pk}")
    context = {"form": form, "asset": asset, "title": _("Edit %(name)s") % {"name": asset.name}}
    return _draw(request, context)


@requires("asset:write")
@require_GET
def specs_rows(request: SignedRequest) -> HttpResponse:
    """Answer the rows of custom fields for the model just chosen, keeping what was typed."""
    form = AssetForm(request.GET)
    rows = prefilled(form["specs"].value(), request.GET.get("model"), request.GET.get("was_model"))
    context = {
        "name": "specs",
        "id": "assetform-specs",
        "rows": rows,
        "model": request.GET.get("model"),
    }
    return render(request, "assets/specs_rows.html", context)


def save(request: SignedRequest, form: AssetForm, asset: Asset) -> bool:
    """Write the form's changes; on a refusal let the form say so and return False."""
    try:
        update_asset(
            actor=request.actor,
            asset_id=asset.pk,
            values=form.changes(asset),
            expected_version=form.expected_version(),
        )
    except Stale:
        form.stale(version=str(asset.version), current=form.words_of(asset))
    except DomainError as refusal:
        form.refuse(refusal)
    else:
        return True
    return False


def _create(
    request: SignedRequest, initial: dict[str, Any], title: str, **stored: Any
) -> HttpResponse:
    form = AssetForm(posted(request), initial=initial, **stored)
    form.limit_to(request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            asset = create_asset(actor=request.actor, values=form.columns())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _created(request, form, asset)
    form.offer_tag(tags.next_tag())
    return _draw(request, {"form": form, "title": title})


def _created(request: SignedRequest, form: AssetForm, asset: Asset) -> HttpResponse:
    notify(request, _("“%(name)s” was created.") % {"name": asset.name})
    if owner := form.cleaned_data.get("owner"):
        try:
            assign_asset(actor=request.actor, asset_id=asset.pk, user_id=UUID(owner))
        except DomainError as refusal:
            warn(request, _("Nobody was assigned: %(why)s") % {"why": refusal.message})
    if "another" not in request.POST:
        return HttpResponseRedirect(f"/assets/{asset.pk}")
    kept = {k: v for k in KEPT if (v := form.cleaned_data.get(k))}
    return HttpResponseRedirect(f"/assets/new?{urlencode(kept)}")


def _draw(request: SignedRequest, context: dict[str, Any]) -> HttpResponse:
    companies = Asset.objects.companies(200)
    status = 400 if context["form"].errors else 412 if context["form"].differences else 200
    return render(
        request, "assets/asset_form.html", {**context, "companies": companies}, status=status
    )
