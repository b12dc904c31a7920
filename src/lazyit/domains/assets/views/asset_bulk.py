"""One change for many assets: those ticked, or all that match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST

from lazyit.domains.assets.actions.bulk import BulkResult
from lazyit.domains.assets.forms import bulk as forms
from lazyit.domains.assets.jobs import change_many
from lazyit.domains.assets.models import Asset, Assignment
from lazyit.domains.assets.views.asset_list import LIST
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.jobs.models import Job
from lazyit.foundation.pages.dialogs import done, go, refused
from lazyit.foundation.pages.formats import number
from lazyit.foundation.pages.views import local_address
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import DomainError, NotFound

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

UNDO_AT_MOST = 100  # ids that an address can carry


@dataclass(frozen=True, slots=True)
class Verb:
    """A change: the action's verb, its form, the question, the button, what is said afterwards."""

    action: str
    form: Callable[..., forms.BulkForm]
    title: Any
    submit: Text
    said: Any
    permission: str = "asset:write"
    reads: str = "asset:read"  # what the form names
    asks: bool = True
    danger: bool = False


VERBS: dict[str, Verb] = {
    "status": Verb(
        "update",
        forms.StatusForm,
        ngettext_lazy("Set the status of %(n)s asset", "Set the status of %(n)s assets", "count"),
        gettext_lazy("Set the status"),
        ngettext_lazy("%(n)s asset has a new status.", "%(n)s assets have a new status.", "count"),
        asks=False,
    ),
    "assign": Verb(
        "assign",
        forms.OwnerForm,
        ngettext_lazy("Assign %(n)s asset", "Assign %(n)s assets", "count"),
        gettext_lazy("Assign"),
        ngettext_lazy("%(n)s asset was assigned.", "%(n)s assets were assigned.", "count"),
        reads="user:read",
    ),
    "release": Verb(
        "release",
        forms.BulkForm,
        ngettext_lazy("Release %(n)s asset", "Release %(n)s assets", "count"),
        gettext_lazy("Release"),
        ngettext_lazy("%(n)s asset was released.", "%(n)s assets were released.", "count"),
    ),
    "location": Verb(
        "update",
        forms.LocationForm,
        ngettext_lazy("Move %(n)s asset", "Move %(n)s assets", "count"),
        gettext_lazy("Move"),
        ngettext_lazy("%(n)s asset was moved.", "%(n)s assets were moved.", "count"),
        reads="location:read",
    ),
    "company": Verb(
        "update",
        forms.CompanyForm,
        ngettext_lazy("Set the company of %(n)s asset", "Set the company of %(n)s assets", "count"),
        gettext_lazy("Set the company"),
        ngettext_lazy("%(n)s asset has a new label.", "%(n)s assets have a new label.", "count"),
    ),
    "model": Verb(
        "update",
        forms.ModelForm,
        ngettext_lazy("Set the model of %(n)s asset", "Set the model of %(n)s assets", "count"),
        gettext_lazy("Set the model"),
        ngettext_lazy("%(n)s asset has a new model.", "%(n)s assets have a new model.", "count"),
        reads="assetModel:read",
    ),
    "archive": Verb(
        "archive",
        forms.ManyArchiveForm,
        ngettext_lazy("Archive %(n)s asset?", "Archive %(n)s assets?", "count"),
        gettext_lazy("Archive"),
        ngettext_lazy("%(n)s asset was archived.", "%(n)s assets were archived.", "count"),
        permission="asset:delete",
        danger=True,
    ),
    "restore": Verb(
        "restore",
        forms.BulkForm,
        ngettext_lazy("Restore %(n)s asset", "Restore %(n)s assets", "count"),
        gettext_lazy("Restore"),
        ngettext_lazy("%(n)s asset is in use again.", "%(n)s assets are in use again.", "count"),
        permission="asset:delete",
        asks=False,
    ),
}


@requires("asset:write", "asset:delete")
@require_POST
def change(request: SignedRequest, name: str) -> HttpResponse:
    """Ask what is needed for the change, then make it, at once or as a job."""
    verb = VERBS.get(name)
    if verb is None:
        raise NotFound(_("There is no such change."))
    request.actor.require(verb.permission, verb.reads)
    ids = LIST.chosen_ids(request)
    asked = verb.asks and "confirmed" not in request.POST
    form = verb.form(None if asked else request.POST)
    if not request.actor.may("asset:write"):
        form.fields.pop("release", None)
    if not asked and form.is_valid():
        return _change(request, verb, ids, form)
    return render(request, "assets/bulk.html", _question(request, verb, ids, form))


def _change(
    request: SignedRequest, verb: Verb, ids: list[str], form: forms.BulkForm
) -> HttpResponse:
    back = local_address(request, request.POST.get("next"), "/assets")
    try:
        result = change_many(
            actor=request.actor, ids=ids, verb=verb.action, values=form.arguments()
        )
    except DomainError as refusal:
        if not verb.asks:
            return refused(request, back, refusal.message)
        form.refuse(refusal)
        return render(request, "assets/bulk.html", _question(request, verb, ids, form))
    if isinstance(result, Job):
        return go(request, f"/jobs/{result.pk}?{urlencode({'next': back})}")
    return done(request, back, _outcome(verb, result), undo=_way_back(verb, result))


def _outcome(verb: Verb, result: BulkResult) -> str:
    """Say how many were changed, and how many were not and why."""
    parts = [_counted(verb.said, len(result.succeeded))]
    reasons = Counter(skipped["reason"] for skipped in result.skipped)
    words = {
        "already_in_state": ngettext(
            "%(n)s was so already.", "%(n)s were so already.", reasons["already_in_state"]
        ),
        "conflict": ngettext(
            "%(n)s was left: its serial number or tag is taken.",
            "%(n)s were left: their serial numbers or tags are taken.",
            reasons["conflict"],
        ),
        "not_found": ngettext(
            "%(n)s is no longer there.", "%(n)s are no longer there.", reasons["not_found"]
        ),
    }
    parts += [words[r] % {"n": number(count)} for r, count in reasons.items() if r in words]
    return " ".join(parts)


def _way_back(verb: Verb, result: BulkResult) -> str:
    if verb.action != "archive" or not 1 <= len(result.succeeded) <= UNDO_AT_MOST:
        return ""
    return f"/assets/bulk/restore?{urlencode({'id': result.succeeded}, doseq=True)}"


def _question(
    request: SignedRequest, verb: Verb, ids: list[str], form: forms.BulkForm
) -> dict[str, Any]:
    matching = request.POST.get("matching") == "all"
    return {
        "form": form,
        "verb": verb,
        "title": _counted(verb.title, len(ids)),
        "total": len(ids),
        "held": _held(ids),
        "names": list(Asset.objects.filter(pk__in=ids[:6]).values_list("name", flat=True)[:5]),
        "ids": () if matching else ids,
        "matching": matching,
        "query": request.POST.get("query", ""),
        "next": local_address(request, request.POST.get("next"), "/assets"),
        "companies": Asset.objects.companies(200) if "company" in form.fields else (),
    }


def _held(ids: list[str]) -> int:
    held = Assignment.objects.active().filter(asset_id__in=ids)
    return held.values("asset").distinct().count()


def _counted(words: Any, count: int) -> str:
    """Choose singular or plural by the count, and write it as the language does."""
    return str(words % {"count": count, "n": number(count)})
