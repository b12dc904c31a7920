"""Categories of assets, with their dictionaries of custom fields."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lazyit.domains.assets import choosing
from lazyit.domains.assets.access import get_category
from lazyit.domains.assets.actions import catalogue as actions
from lazyit.domains.assets.forms.catalogue import CategoryForm
from lazyit.domains.assets.lists import CATEGORIES
from lazyit.domains.assets.views.catalogue import CataloguePages
from lazyit.domains.assets.views.counts import add_uses_of_categories, uses_of_category
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.listing.columns import PageColumn
from lazyit.foundation.listing.pages import ListPage
from lazyit.foundation.rbac.requirements import requires

METHODS = ["GET", "POST"]

LIST = ListPage(
    spec=CATEGORIES,
    template="assets/category_list.html",
    title=_("Asset categories"),
    prepare=add_uses_of_categories,
    columns=(
        PageColumn("name", _("Name"), sort="name", always=True, width="wide"),
        PageColumn("description", _("Description"), width="wide"),
        PageColumn("fields", _("Custom fields"), num=True),
        PageColumn("models", _("Models"), num=True),
        PageColumn("assets", _("Assets"), num=True),
        PageColumn("updated", _("Updated"), sort="updatedAt"),
    ),
)
PAGES = CataloguePages(
    area="category",
    path="/settings/asset-categories",
    plural=_("Asset categories"),
    new_title=_("New category"),
    form=CategoryForm,
    get=get_category,
    create=actions.create_category,
    update=actions.update_category,
    archive=actions.archive_category,
    restore=actions.restore_category,
    key="category_id",
    option=choosing.category_option,
    uses=uses_of_category,
    has_record=False,
)


@requires("category:read")
@require_GET
def category_list(request: SignedRequest) -> HttpResponse:
    """Show the categories."""
    return LIST.respond(request, **PAGES.rights(request.actor))


@requires("category:write")
@require_http_methods(METHODS)
def new(request: SignedRequest) -> HttpResponse:
    """Create a category."""
    return PAGES.new(request)


@requires("category:write")
@require_http_methods(METHODS)
def edit(request: SignedRequest, record_id: str) -> HttpResponse:
    """Change a category."""
    return PAGES.edit(request, record_id)


@requires("category:delete")
@require_http_methods(METHODS)
def archive(request: SignedRequest, record_id: str) -> HttpResponse:
    """Take a category out of use."""
    return PAGES.remove(request, record_id)


@requires("category:delete")
@require_POST
def restore(request: SignedRequest, record_id: str) -> HttpResponse:
    """Bring a category back."""
    return PAGES.bring_back(request, record_id)
