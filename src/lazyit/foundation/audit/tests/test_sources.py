"""Every history table is in the feed, and every event of it can be told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps

from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.audit.sentences import Reference
from lazyit.foundation.audit.sources import SOMETHING, Event, Source, all_sources

CASES = [(s, event) for s in all_sources() for event in s.events]


def test_every_history_table_is_a_source() -> None:
    tables = {model for model in apps.get_models() if issubclass(model, HistoryRow)}
    assert {source.table for source in all_sources()} == tables


def test_names_of_sources_fit_into_cursors() -> None:
    assert [s.name for s in all_sources() if not (s.name.isalpha() and s.name.isascii())] == []


@pytest.mark.parametrize(("source", "event"), CASES, ids=lambda case: getattr(case, "name", case))
def test_every_event_has_a_sentence(source: Source, event: str) -> None:
    told = source.tell(_empty(source, event))
    assert told.sentence != SOMETHING
    assert "%(" not in told.text({})


def test_an_event_that_nobody_knows_is_still_told() -> None:
    told = all_sources()[0].tell(_empty(all_sources()[0], "EXPLODED"))
    assert told.text({}) == "Something happened to x: EXPLODED"


def _empty(source: Source, event: str) -> Event:
    """Build an event as old rows may be: without a payload."""
    return Event(
        source=source,
        id=1,
        occurred_at=datetime(2026, 1, 1, tzinfo=UTC),
        event=event,
        payload={},
        subject=Reference(source.kind, "x"),
        extra=None,
        actor={"type": "system", "id": None, "name": "lazyit"},
    )
