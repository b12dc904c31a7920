"""Finding records of every kind by what somebody typed, the likeliest first.

Each stage is looser than the one before: a name that belongs to one record alone, a title that
begins so, words that begin so, words that occur, and last what the words may have meant. A stage
is asked only for what the stages before it left open, and each is served by an index.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import F, Q, QuerySet

from lazyit.foundation.search.folding import Words
from lazyit.foundation.search.kinds import Kind, Seeker, kinds_for, named
from lazyit.foundation.search.matching import Begins, StartsAWord, check_query, occurs
from lazyit.foundation.search.models import SearchEntry
from lazyit.foundation.search.spelling import respelt
from lazyit.kernel.text import fold

_LETTERS = re.compile(r"[^\W_]")  # a word without any says nothing about a record
FEW = 500  # matches that are read whole and sorted here
Row = tuple[int, str, str, str, str, str]
Wanted = Mapping[Kind, int]


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
    text = " ".join(word for word in check_query(query).split() if _LETTERS.search(word))
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
    found = {row[0]: _hit(0, row, kinds) for row in _named_so(kinds, text)}
    for tier, (stage, read) in enumerate(_STAGES, start=1):
        wanted = {kind: n for kind in kinds if (n := _missing(kind, found, per_kind or limit))}
        if not wanted or (per_kind is None and len(found) >= limit):
            break
        for row in read(wanted, stage(text) & ~Q(pk__in=list(found))):
            found[row[0]] = _hit(tier, row, kinds)
    ranked = sorted(found.values(), key=lambda hit: hit.rank)
    return ranked if per_kind else ranked[:limit]


def _missing(kind: Kind, found: dict[int, Hit], wanted: int) -> int:
    return max(wanted - sum(hit.kind is kind for hit in found.values()), 0)


def _named_so(kinds: Iterable[Kind], text: str) -> QuerySet[SearchEntry, Row]:
    # Neither sorted nor limited: PostgreSQL would rather walk along the titles than ask the index.
    return _entries(kinds).filter(keys__contains=[fold(text)])


def _by_words(wanted: Wanted, condition: Q) -> list[Row]:
    """Return the first entries of each kind: all of a few, or else those first met by title.

    Asked for the first titles at once, PostgreSQL would bet on meeting a match soon; with a rare
    word it would read every entry.
    """
    few = list(_entries(wanted).filter(condition)[: FEW + 1])
    if len(few) > FEW:
        return _along_titles(wanted, condition)
    return [
        row
        for kind, count in wanted.items()
        for row in sorted((r for r in few if r[1] == kind.name), key=_title)[:count]
    ]


def _along_titles(wanted: Wanted, condition: Q) -> list[Row]:
    """Return the first entries of each kind by title, in one query."""
    first, *others = [
        _entries([kind]).filter(condition).order_by("title_folded", "pk")[:count]
        for kind, count in wanted.items()
    ]
    return list(first.union(*others, all=True) if others else first)


def _title(row: Row) -> tuple[str, int]:
    return row[5], row[0]


def _entries(kinds: Iterable[Kind]) -> QuerySet[SearchEntry, Row]:
    names, permissions = zip(*((kind.name, kind.permission) for kind in kinds), strict=True)
    entries = SearchEntry.objects.filter(kind__in=names, permission__in=permissions, live=True)
    return entries.values_list("pk", "kind", "record_id", "title", "subtitle", "title_folded")


def _hit(tier: int, row: Row, kinds: Sequence[Kind]) -> Hit:
    pk, name, record_id, title, subtitle, title_folded = row
    kind = next(k for k in kinds if k.name == name)
    return Hit(kind, record_id, title, subtitle, (tier, title_folded, kind.order, pk))


def _title_begins(text: str) -> Q:
    return Q(Begins(F("title_folded"), text))


def _words_begin(text: str) -> Q:
    parts = (
        Q(StartsAWord(Words(F("folded")), word)) if word.isalnum() else occurs(word)
        for word in text.split()
    )
    return reduce(and_, parts)


def _words_occur(text: str) -> Q:
    return reduce(and_, map(occurs, text.split()))


_STAGES = (
    (_title_begins, _along_titles),
    (_words_begin, _by_words),
    (_words_occur, _by_words),
)
