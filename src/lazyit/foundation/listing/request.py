"""What somebody asked a list for, checked: search, filters, sort, page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from lazyit.foundation.listing.filters import Filter
from lazyit.foundation.search.matching import check_query
from lazyit.kernel.errors import Invalid

if TYPE_CHECKING:
    from lazyit.foundation.listing.spec import ListSpec

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_OFFSET = 2_147_483_647
_PAGING = {"q", "sort", "dir", "limit", "offset", "page", "deleted", "archived"}


@dataclass(frozen=True)
class ListRequest:
    """A checked request to a list; ``conditions`` holds one entry a filter that is set."""

    q: str = ""
    conditions: dict[str, Q] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    limit: int = DEFAULT_LIMIT
    offset: int = 0
    archived: bool = False

    @property
    def page(self) -> int:
        """The number of the page shown, from 1."""
        return self.offset // self.limit + 1

    @classmethod
    def parse(
        cls, spec: ListSpec, params: QueryDict, *, ignore: frozenset[str] = frozenset()
    ) -> ListRequest:
        """Check the parameters of an address; raise Invalid naming the wrong one."""
        _refuse_unknown(spec, params, ignore)
        sort, descending = _sort(spec, params)
        limit = whole_number(params, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
        given = {f.param: _values(params, f) for f in spec.filters}
        raw = {f.param: [] if given.get(f.yields_to) else given[f.param] for f in spec.filters}
        return cls(
            q=check_query(params.get("q", "")),
            values={name: values for name, values in raw.items() if values},
            conditions={f.param: f.condition(v) for f in spec.filters if (v := raw[f.param])},
            sort=sort,
            descending=descending,
            limit=limit,
            offset=_offset(params, limit),
            archived=_archived(params),
        )


def _refuse_unknown(spec: ListSpec, params: QueryDict, ignore: frozenset[str]) -> None:
    known = _PAGING | ignore | {n for f in spec.filters for n in (f.param, f.page_param)}
    for name in params:
        if name not in known:
            message = _("This list has no parameter “%(name)s”.") % {"name": name[:100]}
            raise Invalid.field(name[:100], message, code="unknown_key")


def _values(params: QueryDict, each: Filter) -> list[str]:
    names = dict.fromkeys((each.param, each.page_param))
    given = [value for name in names for value in params.getlist(name)]
    parts = [p for value in given for p in value.split(",")] if each.joined else given
    return list(dict.fromkeys(p.strip() for p in parts if p.strip()))


def _sort(spec: ListSpec, params: QueryDict) -> tuple[str, bool]:
    name, direction = params.get("sort"), params.get("dir", "asc")
    if direction not in ("asc", "desc"):
        raise Invalid.field("dir", _("The direction is “asc” or “desc”."))
    if not name:
        return spec.default_sort
    if name not in spec.sorts:
        allowed = ", ".join(spec.sorts)
        raise Invalid.field("sort", _("This list sorts by: %(names)s.") % {"names": allowed})
    return name, direction == "desc"


def _offset(params: QueryDict, limit: int) -> int:
    if "offset" in params:
        return whole_number(params, "offset", 0, 0, MAX_OFFSET)
    return (whole_number(params, "page", 1, 1, MAX_OFFSET // MAX_LIMIT) - 1) * limit


def _archived(params: QueryDict) -> bool:
    value = params.get("deleted") or params.get("archived") or "active"
    if value not in ("active", "only"):
        raise Invalid.field("deleted", _("Use “active” or “only”."))
    return value == "only"


def whole_number(params: QueryDict, name: str, default: int, low: int, high: int) -> int:
    """Return a number of an address, or the default; raise Invalid outside its bounds."""
    text = params.get(name)
    if text is None or text == "":
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else -1
    if not low <= number <= high:
        message = _("Use a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
        raise Invalid.field(name, message, code="out_of_range")
    return number
