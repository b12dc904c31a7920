"""Several at the same moment, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at the same moment; return what each returned or raised."""
    barrier = Barrier(len(calls))
    with ThreadPoolExecutor(len(calls)) as pool:
        futures: Sequence[Any] = [pool.submit(_one, call, barrier) for call in calls]
        return [future.result() for future in futures]


def _one(call: Callable[[], Any], barrier: Barrier) -> Any:
    try:
        connection.ensure_connection()
        barrier.wait(10)
        return call()
    except Exception as error:  # noqa: BLE001 – what was raised is the result
        return error
    finally:
        connection.close()
