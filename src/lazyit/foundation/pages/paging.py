"""What stands under a list: “1–50 of 12,431” and the neighbours of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from lazyit.foundation.pages.formats import number


@dataclass(frozen=True, slots=True)
class PageRange:
    """The rows that one page of a list shows."""

    page: int
    limit: int
    total: int
    shown: int
    exact: bool = True

    @property
    def first(self) -> int:
        """Return the number of the first row shown."""
        return (self.page - 1) * self.limit + 1

    @property
    def last(self) -> int:
        """Return the number of the last row shown."""
        return self.first + self.shown - 1

    @property
    def previous(self) -> int | None:
        """Return the page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """Return the page after."""
        more = self.last < self.total or (not self.exact and self.shown == self.limit)
        return self.page + 1 if more else None

    @property
    def text(self) -> str:
        """Say it in words."""
        if not self.shown:
            return gettext("No rows on this page")
        values = {
            "first": number(self.first),
            "last": number(self.last),
            "total": number(self.total),
        }
        if self.exact:
            return gettext("%(first)s–%(last)s of %(total)s") % values
        return gettext("%(first)s–%(last)s of more than %(total)s") % values
