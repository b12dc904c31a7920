"""One asset: the record, its facts edited in place, its status, a card of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lazyit.domains.assets.access import get_asset
from lazyit.domains.assets.actions.assets import update_asset
from lazyit.domains.assets.choices import Status
from lazyit.domains.assets.dictionary import dictionary_of, doubts
from lazyit.domains.assets.forms.asset import AssetForm
from lazyit.domains.assets.models import Asset, AssetHistory, Assignment
from lazyit.domains.assets.specs import as_text
from lazyit.domains.assets.timeline import timeline_of
from lazyit.domains.assets.views.asset_form import save
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.reading import of_subject
from lazyit.foundation.pages.dialogs import done
from lazyit.foundation.pages.forms import posted
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel import clock
from lazyit.kernel.errors import Invalid, NotFound

SOON = 90  # days before its end at which a warranty is worth a mark
FACTS = (
    "serial", "asset_tag", "model", "location", "company", "purchase_date", "warranty_end",
    "purchase_cost", "salvage_value", "useful_life_months", "notes",
)  # fmt: skip


@requires("asset:read")
@require_GET
def record(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Show an asset with its owners and its history."""
    asset = get_asset(request.actor, asset_id)
    rows = of_subject(AssetHistory, asset.pk)
    timeline = timeline_of(rows, request.actor, request.GET.get("before"))
    context = {**about(asset), **_holds(asset, request), "timeline": timeline}
    return render(request, "assets/asset.html", context)


@requires("asset:read")
@require_GET
def preview(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Answer a small card of an asset."""
    asset = get_asset(request.actor, asset_id)
    context = {**about(asset), **_holds(asset, request)}
    return render(request, "assets/preview.html", context)


@requires("asset:read")
@require_GET
def row_menu(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Answer the menu of one row of the list."""
    asset = get_asset(request.actor, asset_id)
    held = Assignment.objects.active().filter(asset=asset).exists()
    context = {"asset": asset, "statuses": Status.choices, "held": held}
    return render(request, "assets/row_menu.html", context)


@requires("asset:write")
@require_POST
def set_status(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Change the status; the toast offers the way back."""
    wanted = request.POST.get("status") or request.GET.get("status")
    if wanted not in Status.values:
        raise Invalid.field("status", _("Choose one of the list."))
    before = get_asset(request.actor, asset_id).status
    update_asset(actor=request.actor, asset_id=asset_id, values={"status": wanted})
    text = _("The status is now: %(status)s.") % {"status": Status(wanted).label}
    undo = f"/assets/{asset_id}/status?status={before}" if before != wanted else ""
    return done(request, f"/assets/{asset_id}", text, undo=undo)


@requires("asset:write")
@require_http_methods(["GET", "POST"])
def fact(request: SignedRequest, asset_id: str, name: str) -> HttpResponse:
    """Edit one fact in place; without htmx the whole form does it."""
    if name not in FACTS:
        raise NotFound(_("There is nothing here."))
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/assets/{asset_id}/edit#assetform-{name}")
    asset = get_asset(request.actor, asset_id)
    form = fact_form(request, asset, name)
    if request.method == "POST" and form.is_valid() and save(request, form, asset):
        return HttpResponse(status=204, headers={"HX-Trigger": "lz:changed"})
    companies = Asset.objects.companies(200) if name == "company" else ()
    context = {"asset": asset, "form": form, "name": name, "companies": companies}
    return render(request, "assets/fact_form.html", context)


@requires("asset:read")
@require_GET
def fact_shown(request: SignedRequest, asset_id: str, name: str) -> HttpResponse:  # noqa: ARG001 – the record draws it
    """Leave the form of a fact: the record shows it again."""
    return HttpResponse(status=204, headers={"HX-Trigger": "lz:changed"})


def fact_form(request: SignedRequest, asset: Asset, name: str) -> AssetForm:
    """Return the asset's form with a single field."""
    form = AssetForm(posted(request), initial=AssetForm.initial_of(asset), auto_id="fact_%s")
    for other in set(form.fields) - {name, "version"}:
        del form.fields[other]
    form.limit_to(request.actor)
    return form


def about(asset: Asset) -> dict[str, Any]:
    """Return what the record's page says of the asset itself."""
    model = asset.model if asset.model and not asset.model.deleted_at else None
    category = model.category if model else None
    place = asset.location if asset.location and not asset.location.deleted_at else None
    questions = {d.key: d for d in doubts(dictionary_of(model), asset.specs)}
    specs = [(key, as_text(value), questions.get(key)) for key, value in asset.specs.items()]
    missing = [d for key, d in questions.items() if key not in asset.specs]
    return {
        "asset": asset,
        "model": model,
        "category": category if category and not category.deleted_at else None,
        "path": place.path() if place else [],
        "specs": specs,
        "missing": missing,
        "statuses": Status.choices,
        "book_value": asset.book_value(),
        "warranty": _warranty(asset),
    }


def _warranty(asset: Asset) -> str:
    """Say whether the warranty is over or ends soon."""
    left = (asset.warranty_end - clock.today()).days if asset.warranty_end else SOON + 1
    return "over" if left < 0 else "soon" if left <= SOON else ""


def _holds(asset: Asset, request: SignedRequest) -> dict[str, Any]:
    rows = Assignment.objects.filter(asset=asset).select_related("user", "assigned_by")
    found = list(rows.order_by("-assigned_at", "-pk")[:50])
    mine = (h for h in found if h.user_id == request.actor.person_id)
    waiting = next((h for h in mine if not h.released_at and not h.acknowledged_at), None)
    return {
        "held": [h for h in found if not h.released_at],
        "past": [h for h in found if h.released_at],
        "to_acknowledge": waiting,
    }
