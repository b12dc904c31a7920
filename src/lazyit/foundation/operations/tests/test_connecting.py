"""A database that is still starting is waited for; one that stays away is no refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from lazyit.foundation.operations.standing import connected, read
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.postgres import Cluster
from lazyit.instance.settings import DatabaseAddress
from lazyit.instance.throwaway import ThrowawayServers


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A database server that nobody has started yet."""
    servers = ThrowawayServers()
    servers.cluster.create()
    yield servers.cluster
    servers.stop()


def test_a_database_that_is_still_starting_is_waited_for(cluster: Cluster) -> None:
    found = []

    def ask() -> None:
        with connected(DatabaseAddress.parse(cluster.url)) as connection:
            found.append(read(connection.cursor()))

    waiting = Thread(target=ask)
    waiting.start()
    process = cluster.program().start()
    waiting.join(60)
    process.send_signal(cluster.program().death_signal)
    process.wait(30)
    assert [(standing.release, standing.has_data) for standing in found] == [(None, False)]


def test_a_database_that_stays_away_is_told_by_its_address(tmp_path: Path) -> None:
    nowhere = DatabaseAddress("lazyit", "lazyit", "hush", str(tmp_path), "5432")
    for address in (nowhere, replace(nowhere, host="nowhere.invalid")):
        with pytest.raises(InstanceError) as away, connected(address, seconds=0.1):
            pass
        assert not isinstance(away.value, RefusedError)
        assert f"The database at {address.host}:5432 does not answer" in away.value.what
        assert "hush" not in str(away.value)
