"""Which entries match what somebody typed: every word, accents and case ignored."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from psycopg.sql import quote

from lazyit.foundation.search.folding import Words
from lazyit.foundation.search.models import SearchEntry
from lazyit.kernel.errors import Invalid
from lazyit.kernel.text import is_storable

MAX_QUERY = 200
SHORTEST_SUBSTRING = 3  # a trigram index cannot help below


class Contains(models.Lookup):
    """Substring match on folded text; LIKE wildcards in the word are literal."""

    lookup_name = "folded_contains"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile to LIKE, which the trigram index serves."""
        column, parameters = self.process_lhs(compiler, connection)
        pattern = _in_the_text(f"%{_literal(self.rhs)}%")
        return f"{column} LIKE public.lazyit_fold({pattern})", tuple(parameters)

    def get_prep_lookup(self) -> Any:
        """Take the word as it is."""
        return self.rhs


class Begins(Contains):
    """Prefix match on folded text, which a bytewise index serves."""

    lookup_name = "folded_begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile to LIKE with the wildcard at the end only."""
        column, parameters = self.process_lhs(compiler, connection)
        pattern = _in_the_text(f"{_literal(self.rhs)}%")
        return f"{column} LIKE public.lazyit_fold({pattern})", tuple(parameters)


class StartsAWord(models.Lookup):
    """Prefix match on a word, for what is too short for trigrams."""

    lookup_name = "starts_a_word"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile to a prefix query on the word index."""
        column, parameters = self.process_lhs(compiler, connection)
        word = f"pg_catalog.quote_literal(public.lazyit_fold({_in_the_text(self.rhs)}))"
        return f"{column} @@ ({word} || ':*')::pg_catalog.tsquery", tuple(parameters)

    def get_prep_lookup(self) -> Any:
        """Take the word as it is."""
        return self.rhs


def check_query(text: str) -> str:
    """Return the trimmed query; raise Invalid if it is too long or not text."""
    trimmed = text.strip()
    if len(trimmed) > MAX_QUERY:
        raise Invalid.field("q", _("A search may have at most 200 characters."), code="too_long")
    if not is_storable(trimmed):
        raise Invalid.field("q", _("The search contains characters that cannot be stored."))
    return trimmed


def matching(kind: str, query: str, *, live: bool = True) -> models.QuerySet[SearchEntry]:
    """Return the entries of a kind in which every word of the query occurs."""
    found = SearchEntry.objects.filter(kind=kind, live=live)
    for word in check_query(query).split():
        found = found.filter(occurs(word))
    return found


def occurs(word: str) -> Q:
    """Build the condition that a word occurs; a very short one as the beginning of a word."""
    if len(word) < SHORTEST_SUBSTRING and word.isalnum():
        return Q(StartsAWord(Words(models.F("folded")), word))
    return Q(Contains(models.F("folded"), word))


def _in_the_text(value: str) -> str:
    """Quote a value into the statement: how PostgreSQL should look for a word depends on it.

    Beside the statement, a plan made for any word would serve rare and common ones alike.
    """
    return quote(value).replace("%", "%%")  # a lone one would be taken for a parameter


def _literal(word: str) -> str:
    # Normalised here as well: SQL would make wildcards of their full-width forms.
    plain = unicodedata.normalize("NFKC", word)
    return plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
