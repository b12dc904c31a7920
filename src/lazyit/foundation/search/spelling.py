"""Guessing what a misspelt word meant, from the words that records are called by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import partial

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Length

from lazyit.foundation.search.models import SearchWord
from lazyit.kernel.text import fold

# Words of letters only: nobody wants another serial than the one they typed.
_WORD = re.compile(r"[^\W\d_]{4,40}")
_CANDIDATES = 500
_MOST_WORDS = 6
_LIKENESS = 0.74  # finds two swapped letters in a word of four

_LEARN = """
INSERT INTO search_searchword (word)
SELECT given FROM unnest(%s::text[]) AS given
WHERE NOT EXISTS (SELECT 1 FROM search_searchword WHERE word = given)
ON CONFLICT DO NOTHING
"""


def learn(texts: Iterable[str]) -> None:
    """Remember the words of texts, once they are committed: no transaction waits for another."""
    words = sorted({word for text in texts for word in _WORD.findall(fold(text))})
    if words:
        transaction.on_commit(partial(_remember, words), robust=True)


def respelt(query: str) -> str | None:
    """Return the query with unknown words replaced by known ones, or None if none is near.

    Every word is compared with hundreds, so long queries are taken as they are.
    """
    words = fold(query).split()
    if len(words) > _MOST_WORDS:
        return None
    likely = [_likely(word) for word in words]
    return " ".join(likely) if likely != words else None


def _remember(words: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LEARN, [words])


def _likely(word: str) -> str:
    if not _WORD.fullmatch(word):
        return word
    near = get_close_matches(word, _candidates(word), n=1, cutoff=_LIKENESS)
    return near[0] if near else word


def _candidates(word: str) -> list[str]:
    """Return known words that share trigrams, or the first letter and roughly the length."""
    about_as_long = Q(length__range=(len(word) - 1, len(word) + 1), word__startswith=word[0])
    known = SearchWord.objects.annotate(
        length=Length("word"), similarity=TrigramSimilarity("word", word)
    )
    found = known.filter(Q(word__trigram_similar=word) | about_as_long)
    return list(found.order_by("-similarity", "word").values_list("word", flat=True)[:_CANDIDATES])
