"""Runs of upgrades as the journals on a host tell them."""

from __future__ import annotations

from typing import Any


def told(number: int, outcome: str = "committed", **facts: Any) -> dict[str, Any]:
    """Return one run; `facts` are what is special about it."""
    step = {"at": "2026-11-25T10:00:00.000+00:00", "done": True, "seconds": 1.5}
    return {
        "id": f"{number:04d}-0.3.0-abcdef",
        "kind": "upgrade",
        "from": "0.2.0",
        "to": "0.3.0",
        "began": "2026-11-25T10:00:00.000+00:00",
        "last": "2026-11-25T10:05:00.000+00:00",
        "outcome": outcome,
        "finished": outcome != "cut off",
        "cause": None,
        "bundle": "20261125T100000Z-0.2.0-abcdef12",
        "pending": ["assets.0009_more"],
        "held": 75.2,
        "steps": [
            {**step, "step": "backup", "stage": "rehearse"},
            {**step, "step": "rehearse", "stage": "rehearse"},
            {**step, "step": "migrate", "stage": "migrate", "done": outcome != "cut off"},
        ],
        **facts,
    }
