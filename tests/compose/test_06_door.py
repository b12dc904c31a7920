"""Requests wait at the door while a role is replaced"""

import json
import subprocess
import sys
import time

import pytest

from tests.compose.operator import COMPOSE, Operator
from tests.compose.places import ROOT
from tests.compose.production import Production
from tests.instance.outside import PERMISSIONS, TABLE

SETTLED = 3  # seconds of requests before and after
KILLED = 137  # exit code of what did not hear that it should end


@pytest.mark.parametrize("role", ["web", "api"])
def test_replacing_a_role_alone_fails_no_request(
    operator: Operator, production: Production, role: str
) -> None:
    token = f"admin token --name door-{role} --permissions {PERMISSIONS}"
    secret = operator.asks(f"{COMPOSE} exec -T api lazyit {token}").strip().splitlines()[-1]
    before = operator.container(role)["Id"]
    known = int(operator.psql(f"SELECT count(*) FROM {TABLE}"))
    operator.sets(MAX_IMPORT_ROWS={"web": "40001", "api": "40002"}[role])
    operator.transcript.note(
        "`MAX_IMPORT_ROWS` is changed, so that the role is made anew while another process sends "
        "50 requests a second."
    )
    words = [sys.executable, "-m", "tests.compose.load", str(production.port), secret]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as load:
        assert load.stdout
        assert load.stdout.readline().strip() == b"ready"
        time.sleep(SETTLED)
        operator.types(f"{COMPOSE} up -d {role}")
        assert production.serves()  # until then requests are held
        time.sleep(SETTLED)
        found = json.loads(load.communicate()[0])
    operator.transcript.measured(
        f"`up -d {role}` under load: failed of {found['sent']} requests; longest wait",
        f"{sum(found['failures'].values())}; {found['slowest']} s",
        "0 failed",
    )
    assert operator.container(role)["Id"] != before
    assert found["failures"] == {}
    assert found["sent"] > 200
    assert int(operator.psql(f"SELECT count(*) FROM {TABLE}")) == known + found["confirmed"]


@pytest.mark.parametrize("role", ["api", "worker", "backup"])
def test_a_role_that_is_stopped_as_it_begins_ends_at_once(operator: Operator, role: str) -> None:
    operator.types(f"{COMPOSE} stop {role}")
    operator.types(f"{COMPOSE} up -d --no-deps {role} && {COMPOSE} stop {role}")
    assert operator.container(role)["State"]["ExitCode"] != KILLED
    operator.types(f"{COMPOSE} up -d --no-deps {role}")
