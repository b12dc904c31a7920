"""Columns that PostgreSQL already writes the way the wire wants them: no parsing, no formatting."""

from __future__ import annotations

from django.db import models


class Instant(models.Func):
    """An instant as ISO 8601 text in UTC, as ``kernel.clock.instant`` writes it."""

    arity = 1
    template = (
        "pg_catalog.to_char(%(expressions)s AT TIME ZONE 'UTC',"
        """ 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
    )
    output_field = models.TextField()


class Midnight(models.Func):
    """A calendar date as the instant at which it begins in UTC."""

    arity = 1
    template = """pg_catalog.to_char(%(expressions)s, 'YYYY-MM-DD"T00:00:00.000Z"')"""
    output_field = models.TextField()


class Day(models.Func):
    """A calendar date as people write it in files: 2026-01-31."""

    arity = 1
    template = """pg_catalog.to_char(%(expressions)s, 'YYYY-MM-DD')"""
    output_field = models.TextField()
