"""Copying the journals of upgrades into the database, which may have gone back meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from lazyit.foundation.operations.models import UpgradeRun

Told = dict[str, Any]  # a run as its journal tells it


@transaction.atomic
def mirror_upgrades(told: Sequence[Told]) -> int:
    """Make the rows say what the journals say, nothing else; returns how many runs there are.

    Journals are numbered and never edited, so the newest of them tell about all that a page shows.
    """
    rows = [_row(each) for each in told]
    UpgradeRun.objects.exclude(pk__in=[row.pk for row in rows]).delete()
    kept = [field.name for field in UpgradeRun._meta.concrete_fields if field.name != "id"]
    UpgradeRun.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=kept
    )
    return len(rows)


def _row(told: Told) -> UpgradeRun:
    return UpgradeRun(
        id=told["id"],
        kind=told["kind"],
        from_version=told["from"] or "",
        to_version=told["to"] or "",
        outcome=told["outcome"],
        cause=told["cause"],
        bundle=told["bundle"],
        held_seconds=told["held"],
        began_at=datetime.fromisoformat(told["began"]),
        ended_at=datetime.fromisoformat(told["last"]) if told["finished"] else None,
        steps=told["steps"],
        migrations=told["pending"],
    )
