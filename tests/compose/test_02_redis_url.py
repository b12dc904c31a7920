"""A missing REDIS_URL, and the published remedy"""

import pytest

from tests.compose.caller import Caller
from tests.compose.operator import COMPOSE, ENV, UP, UP_API, Operator
from tests.compose.production import Production

FILE = "Name,Serial,Status\nLaptop,R-1,OPERATIONAL\nScreen,R-2,OPERATIONAL\n"
COLUMNS = {"Name": "name", "Serial": "serial", "Status": "status"}
REMEDY = f"grep -q '^REDIS_URL=' {ENV} || echo 'REDIS_URL=redis://valkey:6379' >> {ENV}"


@pytest.fixture
def without(operator: Operator, caller: Caller) -> Caller:
    """The instance as it runs where nobody ever set REDIS_URL."""
    operator.sets(REDIS_URL=None)
    operator.transcript.note("The line `REDIS_URL=…` is taken out of the environment file.")
    operator.types(f"{UP}")
    return caller


def test_import_waits_for_the_setting_and_the_remedy_repairs_it(
    operator: Operator, production: Production, without: Caller
) -> None:
    """Without it the instance runs, import says what is missing, the remedy repairs it"""
    assert production.serves()
    assert without.get("/api/health/ready").json["status"] == "ok"
    refused = without.upload(FILE)
    operator.transcript.note(f"Import answers {refused.status}: `{refused.body.decode()}`")
    assert refused.status == 503
    assert "REDIS_URL" in refused.body.decode()
    assert operator.psql("SELECT count(*) FROM imports_importsession") == "0"
    for service in ("api", "web", "worker"):
        assert "REDIS_URL" in operator.logs(service), service
    operator.types(f"{COMPOSE} logs --no-log-prefix api | grep REDIS_URL")
    told = operator.types("./lazyit doctor", code=None).output
    assert "REDIS_URL" in told
    assert f">> {ENV}" in told

    operator.types(REMEDY)
    operator.types(UP_API)
    accepted = without.upload(FILE)
    assert accepted.status == 202, accepted.body
    counts = without.finish_import(accepted.json["sessionId"], COLUMNS)
    operator.transcript.note(f"The same import answers 202 and ends with `{counts}`.")
    assert counts["created"] == 2


def test_the_remedy_again_adds_no_line(operator: Operator) -> None:
    """The remedy twice adds the line once"""
    operator.types(REMEDY)
    operator.types(f"grep -c '^REDIS_URL=' {ENV}")
    assert operator.env.read_text().count("\nREDIS_URL=") == 1
