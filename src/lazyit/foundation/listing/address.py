"""The address of a list: short, without what is default, the same for the same question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import QueryDict

from lazyit.foundation.listing.request import ListRequest

if TYPE_CHECKING:
    from lazyit.foundation.listing.pages import ListPage


def canonical_query(page: ListPage, wanted: ListRequest) -> str:
    """Write search, filters, slice and sort, each only where it differs from the default."""
    query = QueryDict(mutable=True)
    if wanted.q:
        query["q"] = wanted.q
    for each in page.spec.filters:
        query.setlist(each.page_param, wanted.values.get(each.param, []))
    if wanted.archived:
        query["archived"] = "only"
    if (wanted.sort, wanted.descending) != (page.sort or page.spec.default_sort):
        query["sort"] = wanted.sort
        query["dir"] = "desc" if wanted.descending else "asc"
    return query.urlencode()


def address_of(path: str, query: str, page: int = 1) -> str:
    """Join path, query and the number of the page."""
    parts = [part for part in (query, f"page={page}" if page > 1 else "") if part]
    return f"{path}?{'&'.join(parts)}" if parts else path
