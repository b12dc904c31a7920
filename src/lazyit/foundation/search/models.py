"""The one search table, and the words that occur in it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Left

from lazyit.foundation.search.folding import BYTEWISE, Fold, Words


class SearchEntry(models.Model):
    """What can be found of one record."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20)
    record_id = models.CharField(max_length=36)
    permission = models.CharField(max_length=40)
    live = models.BooleanField(default=True)
    title = models.TextField()
    subtitle = models.TextField(default="")
    text = models.TextField()
    keys = ArrayField(models.TextField(), default=list, db_default=[])
    title_folded = models.GeneratedField(
        expression=Left(Fold(models.F("title")), 200),
        output_field=models.TextField(db_collation=BYTEWISE),
        db_persist=True,
    )
    folded = models.GeneratedField(
        expression=Fold(models.F("text")),
        output_field=models.TextField(db_collation=BYTEWISE),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id"], name="search_entry_record")
        ]
        indexes = [
            GinIndex(
                OpClass(models.F("folded"), "public.gin_trgm_ops"), name="search_entry_trigrams"
            ),
            # The words themselves are in the index alone: counting matches reads every row's page.
            GinIndex(Words(models.F("folded")), name="search_entry_words"),
            GinIndex(fields=["keys"], name="search_entry_keys"),
            models.Index(
                fields=["kind", "title_folded", "id"],
                condition=models.Q(live=True),
                name="search_entry_titles",
            ),
        ]


class SearchWord(models.Model):
    """A word, made of letters only, that some record was called by at some time."""

    word = models.CharField(primary_key=True, max_length=40, db_collation=BYTEWISE)

    class Meta:
        indexes = [
            GinIndex(OpClass(models.F("word"), "public.gin_trgm_ops"), name="search_word_trigrams")
        ]
