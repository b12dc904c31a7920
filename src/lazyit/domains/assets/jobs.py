"""Background work of the asset register."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.actions import bulk, catalogue
from lazyit.domains.assets.actions.bulk import BulkResult
from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.principals import actor_by_ids
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.actions import enqueue
from lazyit.foundation.jobs.models import Job
from lazyit.foundation.jobs.registry import Kind, register
from lazyit.foundation.jobs.running import Run

BULK_JOB = "assets.bulk"
KEPT_SKIPS = 1000  # reasons kept in the job's result


def change_many(
    *, actor: Actor, ids: list[str], verb: str, values: dict[str, Any]
) -> BulkResult | Job:
    """Change up to 200 assets now, more by a job over these very ids."""
    if len(ids) <= bulk.MAX_AT_ONCE:
        return _verb(actor, verb, values)(ids=ids)
    payload = {"ids": ids, "verb": verb, "values": values}
    return enqueue(actor=actor, kind=BULK_JOB, payload=payload, total=len(ids))


def run_bulk(run: Run) -> dict[str, Any]:
    """Change the frozen ids in chunks, each its own transaction; a retry skips what is done."""
    ids, result = run.payload["ids"], BulkResult(len(run.payload["ids"]))
    for start in range(0, len(ids), bulk.MAX_AT_ONCE):
        run.progress(start, len(ids))
        actor = actor_by_ids(run.job.person_id, run.job.service_account_id)
        part = _verb(actor, run.payload["verb"], run.payload["values"])(
            ids=ids[start : start + bulk.MAX_AT_ONCE]
        )
        result.succeeded += part.succeeded
        result.skipped += part.skipped
    run.progress(len(ids), len(ids))
    counts = {"succeeded": len(result.succeeded), "skippedCount": len(result.skipped)}
    return {"requested": len(ids), **counts, "skipped": _named(result.skipped[:KEPT_SKIPS])}


def run_refresh(run: Run) -> dict[str, Any]:
    """Write the search entries of a renamed model's assets anew."""
    return {"refreshed": catalogue.refresh_search_of(run.payload["modelId"])}


def _named(skipped: list[dict[str, str]]) -> list[dict[str, str]]:
    """Add the names, so that the result can be read."""
    rows = Asset.objects.filter(pk__in=[each["id"] for each in skipped])
    names = dict(rows.values_list("pk", "name"))
    return [{**each, "name": names.get(each["id"], "")} for each in skipped]


def _verb(actor: Actor, verb: str, values: dict[str, Any]) -> Callable[..., BulkResult]:
    if verb == "assign":
        person = UUID(values["user_id"])
        return partial(bulk.assign_assets, actor=actor, user_id=person, notes=values.get("notes"))
    if verb == "update":
        return partial(bulk.set_fields, actor=actor, values=values)
    plain = {
        "release": bulk.release_assets,
        "archive": bulk.archive_assets,
        "restore": bulk.restore_assets,
    }
    return partial(plain[verb], actor=actor, **values)


def register_jobs() -> None:
    """Declare this domain's kinds of work."""
    register(Kind(BULK_JOB, _("Change many assets"), run_bulk, records="/assets/"))
    register(Kind(catalogue.REFRESH_JOB, _("Refresh the search entries of a model"), run_refresh))
