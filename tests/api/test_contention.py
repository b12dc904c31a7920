"""Of two writes that wait for each other PostgreSQL ends one: it is told to try again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from lazyit.domains.assets.models import Asset
from tests.builders import api_with_all
from tests.register import make_asset

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


def test_a_deadlock_is_answered_by_try_again_and_leaves_nothing_behind() -> None:
    first, second = sorted(make_asset().pk for _n in range(2))
    api, held = api_with_all(), Event()

    def change_both() -> Any:
        held.wait(20)
        try:
            return api.post("/api/assets/batch/status", {"ids": [first, second], "status": "LOST"})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(change_both)
        with transaction.atomic():
            lock(second)
            held.set()
            while not waiting():  # for the second asset, holding the first
                assert not answer.done(), answer.result().content
            lock(first)
        refused = answer.result(30)
    assert refused.status_code == 503
    assert refused.json()["code"] == "try_again"
    assert not Asset.objects.filter(status="LOST").exists()


def lock(asset: str) -> None:
    Asset.objects.select_for_update().get(pk=asset)


def waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
