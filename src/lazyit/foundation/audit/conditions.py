"""Which rows of one history table somebody asked the feed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

from lazyit.foundation.audit.asking import Asked, Place
from lazyit.foundation.audit.sources import PERSON, SERVICE_ACCOUNT, Source
from lazyit.foundation.search.matching import occurs
from lazyit.foundation.search.models import SearchEntry


class Among(models.Lookup):
    """Equal to any of a list, sent as one array: a long ``IN`` is compiled value by value."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile to ``= ANY``."""
        column, parameters = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection)
        return f"{column} = ANY(%s::{kind}[])", (*parameters, list(self.rhs))

    def get_prep_lookup(self) -> Any:
        """Take the list as it is."""
        return self.rhs


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a search, and who is called so."""

    text: str
    people: list[str]
    accounts: list[str]


def look_up_words(words: Sequence[str]) -> list[Word]:
    """Find the people and service accounts that each word may mean."""
    return [Word(w, _ids(PERSON, w), _ids(SERVICE_ACCOUNT, w)) for w in words]


def condition(source: Source, asked: Asked, words: Sequence[Word]) -> Q:
    """Return what a row of the table must meet."""
    found = source.where & _who_and_what(source, asked) & _when(source, asked)
    return reduce(and_, (_mentions(source, word) for word in words), found)


def _who_and_what(source: Source, asked: Asked) -> Q:
    found = Q()
    if asked.entity_id:
        found &= _about(source, asked.entity_id)
    if asked.person_id:
        found &= Q(person_id=asked.person_id)
    if asked.service_account_id:
        found &= Q(service_account_id=asked.service_account_id)
    if asked.actions:
        found &= Q(event__in=source.events_of(asked.actions))
    return found


def _when(source: Source, asked: Asked) -> Q:
    found = Q()
    if asked.start:
        found &= Q(occurred_at__gte=asked.start)
    if asked.end:
        found &= Q(occurred_at__lt=asked.end)
    return found & _after(source, asked.before) if asked.before else found


def _about(source: Source, entity_id: str) -> Q:
    try:
        return Q(subject_id=source.key.to_python(entity_id))
    except ValidationError:  # the id of another kind of record
        return Q(pk__in=[])


def _after(source: Source, place: Place) -> Q:
    """Say which rows of a table come after a place in the merged order."""
    earlier = Q(occurred_at__lt=place.occurred_at)
    if source.name < place.source:
        return earlier
    same = Q(occurred_at=place.occurred_at)
    if source.name == place.source:
        same &= Q(id__lt=place.id)
    return Q(occurred_at__lte=place.occurred_at) & (earlier | same)


def _mentions(source: Source, word: Word) -> Q:
    """Say which rows have the word in the name of their subject, actor or person concerned."""
    found = source.mentioning(word.text)
    if word.people:
        found |= Q(Among(F("person_id"), word.people))
    if word.people and source.target:
        found |= Q(Among(KeyTextTransform(source.target, "payload"), word.people))
    return found | Q(service_account_id__in=word.accounts) if word.accounts else found


def _ids(kind: str, word: str) -> list[str]:
    found = SearchEntry.objects.filter(occurs(word), kind=kind)
    return list(found.values_list("record_id", flat=True))
