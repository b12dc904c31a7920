"""A list as a page: the declaration that API and export read, plus columns, menus and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.address import address_of, canonical_query
from lazyit.foundation.listing.columns import PageColumn, chosen_columns
from lazyit.foundation.listing.menus import FilterMenu, ShownMenu, check_words
from lazyit.foundation.listing.request import ListRequest
from lazyit.foundation.listing.spec import ListSpec, Page, Row
from lazyit.kernel.errors import Invalid, NotFound
from lazyit.kernel.ids import is_id

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

MAX_CHOSEN = 200  # rows that can be ticked on one page


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: its name, the words of its value, the address without it."""

    label: str
    text: str
    remove: str


@dataclass(frozen=True, slots=True)
class ShownList:
    """Everything that ``listing/page.html`` draws."""

    page: ListPage
    request: ListRequest
    found: Page
    columns: list[PageColumn]
    menus: list[ShownMenu]
    chips: list[Chip]
    query: str
    path: str
    may_see_archived: bool
    has_archived: bool  # asked only where there is nothing else to show

    @property
    def rows(self) -> list[Row]:
        """The rows of this page."""
        return self.found.items

    @property
    def shown(self) -> set[str]:
        """The names of the columns that this browser shows."""
        return {column.name for column in self.columns}

    @property
    def is_filtered(self) -> bool:
        """Say whether search or filters narrow the list."""
        return bool(self.request.q or self.request.values)

    @property
    def is_first_use(self) -> bool:
        """Say whether there is nothing at all yet."""
        return not (self.found.total or self.is_filtered or self.request.archived)

    @property
    def count(self) -> int:
        """How many rows this page has."""
        return len(self.found.items)

    @property
    def main_menus(self) -> list[ShownMenu]:
        """The filters with a button of their own."""
        return [m for m in self.menus if not m.menu.more]

    @property
    def more_menus(self) -> list[ShownMenu]:
        """The filters that share one button."""
        return [m for m in self.menus if m.menu.more]

    @property
    def more_chosen(self) -> int:
        """How many values are chosen behind the shared button."""
        return sum(len(m.chosen) for m in self.more_menus)

    @property
    def direction(self) -> str:
        """The direction of the present sort, as the address writes it."""
        return "desc" if self.request.descending else "asc"

    @property
    def other_slice(self) -> str:
        """The address of the archived records, or back from them."""
        return self.path if self.request.archived else f"{self.path}?archived=only"

    @property
    def first_page(self) -> str:
        """The address of the same list from its beginning."""
        return address_of(self.path, self.query)

    @property
    def everything(self) -> str:
        """The address without search and filters."""
        return f"{self.path}?archived=only" if self.request.archived else self.path


@dataclass(frozen=True)
class ListPage:
    """A list's page: its template extends ``listing/page.html`` and draws one row.

    ``prepare`` gets the rows of a page and may add what only the page shows.
    """

    spec: ListSpec
    template: str
    title: Text
    columns: Sequence[PageColumn]
    menus: Sequence[FilterMenu] = ()
    sort: tuple[str, bool] | None = None
    placeholder: Text | str = ""
    export: str = ""
    pickable: Callable[[Actor], bool] | None = None
    prepare: Callable[[list[Row], Actor], None] | None = None

    def respond(self, request: SignedRequest, **context: Any) -> HttpResponse:
        """Draw the page that the address asks for; raise Invalid for a wrong parameter."""
        shown = self.read(request)
        pickable = bool(self.pickable and self.pickable(request.actor))
        common = {
            "list": shown,
            "rows": shown.rows,
            "shown": shown.shown,
            "pickable": pickable,
        }
        return render(request, self.template, {**common, **context})

    def read(self, request: SignedRequest) -> ShownList:
        """Fetch what the page shows."""
        wanted = self.parse(request.GET)
        found = self.spec.page(request.actor, wanted)
        if self.prepare and found.items:
            self.prepare(found.items, request.actor)
        query = canonical_query(self, wanted)
        menus = [m.shown(request.actor, self._given(m, wanted)) for m in self.menus]
        return ShownList(
            page=self,
            request=wanted,
            found=found,
            columns=chosen_columns(request, self.spec.name, self.columns),
            menus=[m for m in menus if m.menu.may_use(request.actor)],
            chips=self._chips(request.path, query, menus, wanted),
            query=query,
            path=request.path,
            may_see_archived=request.actor.may(self.spec.archived_permission),
            has_archived=not found.total and self._has_archived(request.actor, wanted),
        )

    def parse(self, params: QueryDict) -> ListRequest:
        """Check an address; without a sort, the page's own one."""
        wanted = self.spec.parse(params, ignore=frozenset({"find"}))
        if self.sort and not params.get("sort"):
            wanted = replace(wanted, sort=self.sort[0], descending=self.sort[1])
        return wanted

    def choices(self, request: SignedRequest, name: str) -> HttpResponse:
        """Answer what somebody typed into a filter's own search."""
        menu = next((m for m in self.menus if m.name == name and m.find), None)
        if menu is None or not menu.may_use(request.actor):
            raise NotFound(_("There is no such filter."))
        words = check_words(request.GET.get("find", ""))
        given = [v for v in request.GET.getlist(name) if v]
        context = {
            "menu": menu.shown(request.actor, given),
            "found": menu.search(request.actor, words),
        }
        return render(request, "listing/choices.html", {**context, "words": words})

    def chosen_ids(self, request: SignedRequest) -> list[str]:
        """Return the ids ticked in a posted list, or of all that match its filters."""
        if request.POST.get("matching") == "all":
            wanted = self.parse(QueryDict(request.POST.get("query", "")))
            return [str(i) for i in self.spec.matching_ids(request.actor, wanted)]
        given = request.POST.getlist("id") or request.GET.getlist("id")  # an undo has an address
        ids = list(dict.fromkeys(given))
        if not 1 <= len(ids) <= MAX_CHOSEN or not all(is_id(i) for i in ids):
            raise Invalid.field("id", _("Choose at least one row, and at most 200."))
        return ids

    def _has_archived(self, actor: Actor, wanted: ListRequest) -> bool:
        if wanted.archived or wanted.q or wanted.values:
            return False
        may = actor.may(self.spec.archived_permission)
        return may and self.spec.page(actor, replace(wanted, archived=True)).total > 0

    def _given(self, menu: FilterMenu, wanted: ListRequest) -> list[str]:
        param = next(f.param for f in self.spec.filters if menu.name in (f.param, f.page_param))
        return wanted.values.get(param, [])

    def _chips(
        self, path: str, query: str, menus: Sequence[ShownMenu], wanted: ListRequest
    ) -> list[Chip]:
        found = [
            Chip(str(m.menu.label), choice.text, _without(path, query, m.menu.name, choice.value))
            for m in menus
            for choice in m.chosen
        ]
        if wanted.q:
            found.insert(0, Chip(_("Search"), wanted.q, _without(path, query, "q", wanted.q)))
        return found


def _without(path: str, query: str, name: str, value: str) -> str:
    left = QueryDict(query, mutable=True)
    if name == "q":
        left.pop("q", None)
    else:
        left.setlist(name, [v for v in left.getlist(name) if v != value])
    return address_of(path, left.urlencode(safe=","))
