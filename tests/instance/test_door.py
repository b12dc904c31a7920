"""The application goes away and comes back under load, and nobody notices but by waiting."""

import time

import pytest

from tests.instance.conftest import Lazyit
from tests.instance.outside import PERMISSIONS, Client

pytestmark = pytest.mark.life


def test_down_and_up_of_the_application_fails_no_request(running: Lazyit) -> None:
    token = running.run("admin", "token", "--name", "door", "--permissions", PERMISSIONS).stdout
    with Client(running.port, token.strip()) as client:
        for _ in range(2):
            time.sleep(1)
            running.run("down", "web")
            assert running.status["roles"]["web"]["state"] == "stopped"
            time.sleep(0.5)
            running.run("up", "web")
        time.sleep(1)
    assert client.failures == {}
    assert len(client.confirmed) > 50
