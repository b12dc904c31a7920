"""What tests ask of history and of refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lazyit.domains.assets.models import Asset, AssetHistory, Assignment

if TYPE_CHECKING:
    from tests.builders import Answer


def events(asset_id: str) -> list[str]:
    """Return what happened to an asset, oldest first."""
    rows = AssetHistory.objects.filter(subject_id=asset_id).order_by("id")
    return list(rows.values_list("event", flat=True))


def last(asset_id: str) -> AssetHistory:
    """Return the newest history row of an asset."""
    return AssetHistory.objects.filter(subject_id=asset_id).latest("id")


def state() -> list[Any]:
    """Return everything that a refused request must not have changed."""
    tables = (Asset, Assignment, AssetHistory)
    return [list(t._default_manager.order_by("pk").values()) for t in tables]


def refusal(answer: Answer) -> tuple[int, str, list[str]]:
    """Return status, code and the paths of a refusal."""
    body = answer.json()
    return answer.status_code, body["code"], [e["path"] for e in body.get("errors", [])]
