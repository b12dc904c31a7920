"""The register's settings: how tags are made, which company labels there are."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from lazyit.domains.assets.actions import tags
from lazyit.domains.assets.actions.companies import rename_company
from lazyit.domains.assets.forms.settings import AffixesForm, CompanyForm, TagSchemeForm
from lazyit.domains.assets.models import Asset, TagScheme
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.jobs.models import Job
from lazyit.foundation.pages.dialogs import done, go
from lazyit.foundation.pages.formats import number
from lazyit.foundation.pages.forms import posted
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.rbac.requirements import requires
from lazyit.kernel.errors import DomainError, NotFound, Stale
from lazyit.kernel.text import is_storable

TAGS, COMPANIES = "/settings/asset-tags", "/settings/companies"
METHODS = ["GET", "POST"]


@requires("settings:manage", people_only=True)
@require_http_methods(METHODS)
def tag_scheme(request: SignedRequest) -> HttpResponse:
    """Show and change how asset tags are made."""
    scheme = tags.current_scheme()
    form = TagSchemeForm(posted(request), initial=_initial(scheme))
    if request.method == "POST" and form.is_valid() and _saved(request, form, scheme):
        notify(request, _("The tag scheme was saved."))
        return HttpResponseRedirect(TAGS)
    context = {"form": form, "scheme": scheme, **_preview(scheme)}
    return render(request, "assets/tag_scheme.html", context)


@requires("settings:manage", people_only=True)
@require_GET
def tag_preview(request: SignedRequest) -> HttpResponse:
    """Answer which tags a scheme would make that is not saved yet."""
    form = AffixesForm(request.GET)
    if not form.is_valid():
        return HttpResponse("")
    return render(request, "assets/tag_preview.html", _preview(form.scheme(tags.current_scheme())))


@requires("asset:write")
@require_GET
def companies(request: SignedRequest) -> HttpResponse:
    """List the company labels in use."""
    labels = Asset.objects.live().exclude(company=None).values("company")
    rows = labels.annotate(count=Count("pk")).order_by("company")[:1001]
    return render(request, "assets/companies.html", {"rows": list(rows)})


@requires("asset:write")
@require_http_methods(METHODS)
def company(request: SignedRequest) -> HttpResponse:
    """Rename a label, or merge it into another one."""
    old = request.GET.get("label", "")
    count = Asset.objects.live().filter(company=old).count() if is_storable(old) else 0
    if not count:
        raise NotFound(_("No asset has this label any more."))
    form = CompanyForm(posted(request), initial={"name": old})
    form.fields["name"].widget.attrs["list"] = "companies"
    if request.method == "POST" and form.is_valid():
        return _renamed(request, old, form.values()["name"])
    known = [label for label in Asset.objects.companies() if label != old]
    context = {"form": form, "old": old, "count": count, "companies": known}
    return render(request, "assets/company.html", context)


def _renamed(request: SignedRequest, old: str, new: str | None) -> HttpResponse:
    result = rename_company(actor=request.actor, old=old, new=new)
    if isinstance(result, Job):
        return go(request, f"/jobs/{result.pk}?next={COMPANIES}")
    count = len(result.succeeded)
    text = ngettext("%(n)s asset has a new label.", "%(n)s assets have a new label.", count)
    return done(request, COMPANIES, text % {"n": number(count)})


def _saved(request: SignedRequest, form: TagSchemeForm, scheme: TagScheme) -> bool:
    text = form.cleaned_data["version"]
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    try:
        tags.update_scheme(actor=request.actor, expected_version=version, **form.arguments())
    except Stale:
        current = {
            k: str(v) for k, v in _initial(scheme).items() if k not in ("enabled", "version")
        }
        form.stale(version=str(scheme.version), current=current)
    except DomainError as refusal:
        form.refuse(refusal)
    else:
        return True
    return False


def _initial(scheme: TagScheme) -> dict[str, object]:
    return {
        "enabled": scheme.enabled,
        "prefix": scheme.prefix,
        "suffix": scheme.suffix,
        "width": scheme.width,
        "version": scheme.version,
    }


def _preview(scheme: TagScheme) -> dict[str, object]:
    return {
        "next": tags.preview(scheme),
        "seed": tags.seed_suggestion(scheme.prefix, scheme.suffix),
        "following": [scheme.tag(scheme.next_number + n) for n in (1, 2)],
    }
