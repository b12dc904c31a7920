"""Any process may be killed at any moment: all comes back, and no confirmed write is lost.

Each once in every run; twenty times with the long tests.
"""

import os
import random
import signal
import time
from collections.abc import Callable

import psycopg
import pytest

from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from tests.instance.conftest import Lazyit
from tests.instance.outside import PERMISSIONS, TABLE, Client

pytestmark = pytest.mark.life
ROLES = ("postgres", "valkey", "worker", "web", "proxy", "supervisor")
RECOVERY_SECONDS = 30


@pytest.mark.parametrize("kills", [len(ROLES), pytest.param(20, marks=pytest.mark.long)])
def test_kills_at_random_times_lose_no_confirmed_write(running: Lazyit, kills: int) -> None:
    seed = int(os.environ.get("LAZYIT_SEED", time.time_ns() % 1_000_000))
    print(f"seed {seed}: LAZYIT_SEED={seed} repeats these kills")
    chance = random.Random(seed)
    token = running.run("admin", "token", "--name", "kills", "--permissions", PERMISSIONS).stdout
    victims = [*ROLES, *chance.choices(ROLES, k=kills - len(ROLES))]
    chance.shuffle(victims)
    with Client(running.port, token.strip()) as client:
        for victim in victims:
            time.sleep(chance.uniform(0, 1.5))
            kill(running, victim)
        time.sleep(1)
    print(f"{dict(client.outcomes)}, slowest {client.slowest:.1f} s")
    assert len(client.confirmed) > 100
    assert stored(running, client.confirmed) == len(client.confirmed), client.outcomes


def kill(running: Lazyit, victim: str) -> None:
    """Kill -9 one process, and wait until the instance has mended itself."""
    if victim == "supervisor":
        os.kill(running.status["pid"], signal.SIGKILL)
        wait(lambda: not running.processes(), "nothing is left running")
        running.up()
        return
    before = running.status["roles"][victim]["pid"]
    os.kill(before, signal.SIGKILL)
    wait(lambda: back(running, victim, before), f"{victim} is back")


def back(running: Lazyit, victim: str, before: int) -> bool:
    role = running.status["roles"][victim]
    return role["state"] == "running" and role["pid"] not in {None, before}


def wait(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + RECOVERY_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not within {RECOVERY_SECONDS} s: {what}"
        time.sleep(0.1)


def stored(running: Lazyit, names: list[str]) -> int:
    url = Instance.load(Layout(running.data)).cluster.url
    with psycopg.connect(url) as connection:
        query = f"SELECT count(DISTINCT name) FROM {TABLE} WHERE name = ANY(%s)"
        row = connection.execute(query, [names]).fetchone()
    return int(row[0]) if row else 0
