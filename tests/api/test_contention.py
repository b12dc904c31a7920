"""Of two writes that wait for each other PostgreSQL ends one: it is told to try again."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from lazyit.domains.assets.models import Asset
from tests.builders import Api, api_with_all
from tests.register import make_asset

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
TRIES = 8  # PostgreSQL ends whichever of the two looks first


def test_a_deadlock_is_answered_by_try_again_and_leaves_nothing_behind() -> None:
    api, ids = api_with_all(), sorted(make_asset().pk for _n in range(2))
    answers = (deadlock(api, *ids) for _n in range(TRIES))
    refused = next(answer for answer in answers if answer is not None)
    assert refused.status_code == 503
    assert refused.json()["code"] == "try_again"
    assert not Asset.objects.filter(status="LOST").exists()


def deadlock(api: Api, first: str, second: str) -> Any:
    """Wait for each other; the answer of the API, if it was the one that was ended."""
    held = Event()

    def change_both() -> Any:
        held.wait(20)
        try:
            return api.post("/api/assets/batch/status", {"ids": [first, second], "status": "LOST"})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(change_both)
        try:
            with transaction.atomic():
                lock(second)
                held.set()
                wait_for_a_waiting_one(answer)  # for the second asset, holding the first
                lock(first)
        except OperationalError:
            answer.result(30)
            Asset.objects.update(status="OPERATIONAL")
            return None
        return answer.result(30)


def wait_for_a_waiting_one(answer: Future[Any]) -> None:
    deadline = time.monotonic() + 30
    while not waiting():
        assert not answer.done(), answer.result().content
        assert time.monotonic() < deadline, "nobody waits"


def lock(asset: str) -> None:
    Asset.objects.select_for_update().get(pk=asset)


def waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one moment of it
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
