"""Tags and filters of every template; a builtin, so no template loads it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import cast

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages import formats
from lazyit.foundation.pages.charts import Chart, Point
from lazyit.foundation.pages.charts import chart as lay_out
from lazyit.foundation.pages.paging import PageRange

register = template.Library()
NOTHING = "—"


@lru_cache(maxsize=256)
def _icon(name: str, extra: str) -> SafeString:
    href = f"{static('lazyit/icons.svg')}#{name}"
    markup = '<svg class="icon{}" aria-hidden="true"><use href="{}"></use></svg>'
    return format_html(markup, f" {extra}" if extra else "", href)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """Draw an icon of the sprite; it is hidden from screen readers."""
    return _icon(str(name), extra)


@register.filter
def number(value: object) -> str:
    """Write a number for the language; nothing for None."""
    return "" if value is None or value == "" else formats.number(Decimal(str(value)))


@register.filter
def money(value: int | None) -> str:
    """Write minor units as major units with two decimals."""
    return NOTHING if value is None else formats.money(value)


@register.filter
def day(value: date | None) -> str:
    """Write a calendar date."""
    return NOTHING if value is None else formats.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """Write an exact instant in the instance's zone."""
    return NOTHING if value is None else formats.moment(value)


@register.filter
def size(value: int | None) -> str:
    """Write a file size."""
    return NOTHING if value is None else formats.size(value)


@register.filter
def duration(seconds: float | None) -> str:
    """Write a span of time."""
    return NOTHING if seconds is None else formats.duration(seconds)


@register.filter
def measured(seconds: float | None) -> str:
    """Write a span that was measured."""
    return NOTHING if seconds is None else formats.measured(seconds)


@register.filter
def percent(value: float | None) -> str:
    """Write a share between 0 and 1 in whole per cent."""
    return NOTHING if value is None else formats.percent(value)


@register.simple_tag
def when(value: datetime | None) -> SafeString:
    """Write relative time with the exact one on hover."""
    if value is None:
        return mark_safe(NOTHING)  # noqa: S308 -- a constant
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.moment(value),
        formats.ago(value),
    )


@register.simple_tag(takes_context=True)
def url_with(context: Context, **changes: object) -> str:
    """Return the page's query string with some keys replaced; None removes one."""
    request = cast("HttpRequest", context["request"])
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else request.path


@register.simple_tag(takes_context=True)
def url_without(context: Context, key: str, value: str = "") -> str:
    """Return the query string without one value of a key, back on page one."""
    request = cast("HttpRequest", context["request"])
    query = request.GET.copy()
    kept = [given for given in query.getlist(key) if value and given != str(value)]
    query.setlist(key, kept)
    query.pop("page", None)
    return f"?{query.urlencode()}" if query.urlencode() else request.path


@register.filter
def swaps(address: str) -> SafeString:
    """Make a link swap the list in place, with the address pushed; without htmx it is a link."""
    markup = (
        ' href="{}" hx-get="{}" hx-target="#list" hx-select="#list"'
        ' hx-select-oob="#toolbar,#count" hx-swap="outerHTML show:none" hx-push-url="true"'
    )
    return format_html(markup, address, address)


@register.filter
def initials(name: str) -> str:
    """Return up to two initials of a name."""
    words = [word for word in str(name).split() if unicodedata.category(word[0])[0] == "L"]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@register.filter
def attributes(attrs: Mapping[str, object]) -> SafeString:
    """Write a component's remaining attributes, every value escaped."""
    left = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    given = [(k, v) for k, v in left.items() if v is not None and v is not False]
    return format_html_join(
        "",
        " {}{}",
        ((k, "" if v is True else format_html('="{}"', v)) for k, v in given),
    )


@register.filter
def lookup(mapping: Mapping[str, object], key: str) -> object:
    """Read a key that is in a variable."""
    return mapping.get(key)


@register.simple_tag
def chart(series: Sequence[Point]) -> Chart:
    """Lay out a chart's points."""
    return lay_out(series or [])


@register.filter
def split(words: str) -> list[str]:
    """Split a text at its blanks, to loop over a few words."""
    return words.split()


@register.filter
def may(actor: Actor | None, permission: str) -> bool:
    """Say whether the actor holds a permission."""
    return actor is not None and actor.may(permission)


@register.filter
def times(count: object) -> range:
    """Count up to a number, for repeating something."""
    return range(int(str(count)))


@register.filter
def stripped(markup: str) -> str:
    """Trim a slot, so that an empty one is empty for CSS."""
    return mark_safe(markup.strip()) if isinstance(markup, SafeString) else markup.strip()  # noqa: S308 -- was safe before


@register.filter
def plain(value: object) -> str:
    """Write a number for machines."""
    return "" if value is None else str(value)


@register.simple_tag
def page_range(page: int, limit: int, total: int, shown: int, exact: object = True) -> PageRange:
    """Say which rows a page shows and where its neighbours are."""
    return PageRange(int(page), int(limit), int(total), int(shown), exact=bool(exact))
