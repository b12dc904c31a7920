"""The one address that belongs to all lists: which columns a browser shows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from lazyit.foundation.listing.columns import remember_columns
from lazyit.foundation.pages.views import local_address
from lazyit.foundation.rbac.requirements import signed_in


@signed_in
@require_POST
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the chosen columns in a cookie and show the list with them."""
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204, headers={"HX-Trigger": "lz:changed"})
    else:
        response = HttpResponseRedirect(local_address(request, request.POST.get("next")))
    remember_columns(response, name, request.POST.getlist("column"))
    return response
