"""Folded text: lower case, accents removed, by one SQL function in both kinds of instance."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce, Concat

BYTEWISE = "C"  # folded keys sort by bytes: fast, and the same on every host


class Fold(models.Func):
    """``lazyit_fold(text)``: what names are sorted and searched by."""

    function = "public.lazyit_fold"
    arity = 1
    output_field = models.TextField(db_collation=BYTEWISE)


class Words(models.Func):
    """The words of a folded text, each findable by its beginning."""

    template = "pg_catalog.to_tsvector('pg_catalog.simple'::regconfig, %(expressions)s)"
    arity = 1
    output_field = SearchVectorField()


def folded(*names: str) -> models.GeneratedField:
    """Return a stored column that holds the folded text of the named columns."""
    parts: list[Any] = []
    for name in names:
        parts += [models.Value(" "), Coalesce(models.F(name), models.Value(""))]
    source = models.F(names[0]) if len(names) == 1 else Concat(*parts[1:])
    return models.GeneratedField(
        expression=Fold(source),
        output_field=models.TextField(db_collation=BYTEWISE),
        db_persist=True,
    )
