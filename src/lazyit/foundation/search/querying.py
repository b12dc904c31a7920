"""Finding records of every kind by what somebody typed, the likeliest first.

Each stage is looser than the one before: a name that belongs to one record alone, a title that
begins so, words that begin so, words that occur, and last what the words may have meant. A stage
is asked only for what the stages before it left open, and each is served by an index.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_

from django.db.models import F, Q, QuerySet

from lazyit.foundation.search.kinds import Kind, Seeker, kinds_for, named
from lazyit.foundation.search.matching import Begins, StartsAWord, check_query, occurs
from lazyit.foundation.search.models import SearchEntry
from lazyit.foundation.search.spelling import respelt
from lazyit.kernel.text import fold

Row = tuple[int, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found."""

    kind: Kind
    id: str
    title: str
    subtitle: str
    rank: tuple[int, str, int, int]

    @property
    def url(self) -> str:
        """Return the address of the record's page."""
        return self.kind.url(self.id)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and the query it was found by, if that is not the one typed."""

    hits: list[Hit]
    respelt: str | None = None

    def by_kind(self) -> list[tuple[Kind, list[Hit]]]:
        """Group the hits, the kind of the best hit first."""
        groups: dict[str, list[Hit]] = {}
        for hit in self.hits:
            groups.setdefault(hit.kind.name, []).append(hit)
        return [(hits[0].kind, hits) for hits in groups.values()]


def find(
    seeker: Seeker,
    query: str,
    *,
    limit: int = 20,
    per_kind: int | None = None,
    names: Collection[str] = (),
) -> Found:
    """Return what somebody may find, best first: at most ``limit``, or so many of each kind.

    ``names`` restricts the kinds. Raises Invalid for a query that is too long or not text.
    """
    text = check_query(query)
    kinds = kinds_for(seeker)
    kinds = named(kinds, set(names)) if names else kinds
    if not text or not kinds:
        return Found([])
    hits = _hits(kinds, text, limit, per_kind)
    if hits:
        return Found(hits)
    guess = respelt(text)
    hits = _hits(kinds, guess, limit, per_kind) if guess else []
    return Found(hits, guess if hits else None)


def _hits(kinds: Sequence[Kind], text: str, limit: int, per_kind: int | None) -> list[Hit]:
    found: dict[int, Hit] = {}
    for tier, stage in enumerate(_STAGES):
        counts = {k.name: sum(h.kind is k for h in found.values()) for k in kinds}
        missing = {k: (per_kind or limit) - counts[k.name] for k in kinds}
        wanted = [(k, n) for k, n in missing.items() if n > 0]
        if not wanted or (per_kind is None and len(found) >= limit):
            break
        for row in _rows(wanted, stage(text), found.keys()):
            hit = _hit(tier, row, kinds)
            found[row[0]] = hit
    ranked = sorted(found.values(), key=lambda hit: hit.rank)
    return ranked if per_kind else list(islice(ranked, limit))


def _rows(wanted: list[tuple[Kind, int]], condition: Q, seen: Collection[int]) -> list[Row]:
    """Return the first entries of each kind by title, in one query."""
    first, *others = [_of_kind(kind, condition, seen)[:count] for kind, count in wanted]
    return list(first.union(*others, all=True) if others else first)


def _of_kind(kind: Kind, condition: Q, seen: Collection[int]) -> QuerySet[SearchEntry, Row]:
    entries = SearchEntry.objects.filter(kind=kind.name, permission=kind.permission, live=True)
    return (
        entries.filter(condition)
        .exclude(pk__in=list(seen))
        .order_by("title_folded", "pk")
        .values_list("pk", "kind", "record_id", "title", "subtitle", "title_folded")
    )


def _hit(tier: int, row: Row, kinds: Sequence[Kind]) -> Hit:
    pk, name, record_id, title, subtitle, title_folded = row
    kind = next(k for k in kinds if k.name == name)
    return Hit(kind, record_id, title, subtitle, (tier, title_folded, kind.order, pk))


def _names_it(text: str) -> Q:
    return Q(keys__contains=[fold(text)])


def _title_begins(text: str) -> Q:
    return Q(Begins(F("title_folded"), text))


def _words_begin(text: str) -> Q:
    parts = (
        Q(StartsAWord(F("words"), word)) if word.isalnum() else occurs(word)
        for word in text.split()
    )
    return reduce(and_, parts)


def _words_occur(text: str) -> Q:
    return reduce(and_, map(occurs, text.split()))


_STAGES: tuple[Callable[[str], Q], ...] = (
    _names_it,
    _title_begins,
    _words_begin,
    _words_occur,
)
