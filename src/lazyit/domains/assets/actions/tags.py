"""The tag scheme: allocating tags, previewing them, and changing the scheme."""

from __future__ import annotations

from typing import Any, TypedDict

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lazyit.domains.assets.models import TagScheme, TagSchemeHistory
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.records import writing
from lazyit.kernel.errors import Invalid

MAX_NUMBER = 2_147_483_647
BLOCKS = (100, 10_000, 1_000_000)  # how far ahead to look, wider while everything is taken

# An indexed probe a number, stopping at the first free one.
_FREE = """
SELECT n FROM (SELECT generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS numbers
WHERE NOT EXISTS (
    SELECT 1 FROM assets_asset
    WHERE deleted_at IS NULL AND asset_tag = %(prefix)s
        || CASE WHEN length(n::text) < %(width)s THEN lpad(n::text, %(width)s, '0') ELSE n::text END
        || %(suffix)s)
LIMIT 1
"""

# The numbers of live tags with these affixes, whatever their width.
_NUMBERS = """
SELECT count(*), max(digits::bigint) FROM (
    SELECT substr(asset_tag, %(from)s, length(asset_tag) - %(affix)s) AS digits FROM assets_asset
    WHERE deleted_at IS NULL AND asset_tag LIKE %(like)s AND length(asset_tag) > %(affix)s
) AS tags WHERE digits ~ '^[0-9]{1,10}$'
"""


class NextTag(TypedDict):
    """What the next tag would be; ``tag`` is None when the numbers are used up."""

    fromNumber: int
    number: int | None
    tag: str | None
    skippedCount: int
    exhausted: bool


def current_scheme() -> TagScheme:
    """Return the scheme; unset counts as disabled, beginning at 1."""
    return TagScheme.objects.filter(pk=1).first() or TagScheme()


def allocate() -> str | None:
    """Take the next free tag, or None while the scheme is off.

    The scheme's row stays locked until the commit, so two callers never get one tag.
    Raises Invalid when the numbers are used up.
    """
    scheme = TagScheme.objects.select_for_update().filter(pk=1, enabled=True).first()
    if scheme is None:
        return None
    number = free_number(scheme)
    if number is None:
        raise Invalid.field("assetTag", _("The tag scheme has no numbers left."), code="exhausted")
    TagScheme.objects.filter(pk=1).update(next_number=min(number + 1, MAX_NUMBER))
    return scheme.tag(number)


def free_number(scheme: TagScheme) -> int | None:
    """Return the smallest number from the counter on whose tag no live asset holds."""
    first = scheme.next_number
    for size in BLOCKS:
        number = _free_between(scheme, first, min(first + size - 1, MAX_NUMBER))
        if number is not None:
            return number
        first += size
    return _free_between(scheme, first, MAX_NUMBER) if first <= MAX_NUMBER else None


def preview(scheme: TagScheme) -> NextTag:
    """Say which tag would be next, writing nothing."""
    number = free_number(scheme)
    return NextTag(
        fromNumber=scheme.next_number,
        number=number,
        tag=None if number is None else scheme.tag(number),
        skippedCount=0 if number is None else number - scheme.next_number,
        exhausted=number is None,
    )


def next_tag() -> str | None:
    """Say which tag an asset without one would get now, or None while the scheme is off."""
    scheme = current_scheme()
    return preview(scheme)["tag"] if scheme.enabled else None


@transaction.atomic
def update_scheme(
    *,
    actor: Actor,
    values: dict[str, Any],
    start_number: int | None = None,
    expected_version: int | None = None,
) -> TagScheme:
    """Change the scheme; the counter moves only when ``start_number`` is given."""
    actor.require("settings:manage")
    actor.require_person()
    TagScheme.objects.get_or_create(pk=1)
    scheme = writing.lock(TagScheme.objects.all(), 1)
    writing.check_version(scheme, expected_version)
    wanted = values if start_number is None else {**values, "next_number": start_number}
    if changes := writing.apply(scheme, wanted):
        scheme.version += 1
        scheme.save(update_fields=[*changes, "version"])
        TagSchemeHistory.record(actor, 1, "UPDATED", {"fields": changes})
    return scheme


def seed_suggestion(prefix: str, suffix: str) -> dict[str, int | None]:
    """Look at the live tags of these affixes and suggest where to begin."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBERS,
            {
                "from": len(prefix) + 1,
                "affix": len(prefix) + len(suffix),
                "like": f"{_literal(prefix)}%{_literal(suffix)}",
            },
        )
        count, highest = cursor.fetchone()
    suggested = min((highest or 0) + 1, MAX_NUMBER)
    return {"suggestedStartNumber": suggested, "matchedCount": count, "maxExistingNumber": highest}


def _free_between(scheme: TagScheme, first: int, last: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            _FREE,
            {
                "first": first,
                "last": last,
                "prefix": scheme.prefix,
                "suffix": scheme.suffix,
                "width": scheme.width,
            },
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
