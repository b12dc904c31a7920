"""The workflow engine without a usable key, and the published remedy"""

from collections.abc import Iterator

import pytest

from tests.compose.caller import Caller
from tests.compose.operator import ENV, UP, UP_API, Operator
from tests.compose.production import Production
from tests.compose.watching import until_refused

HEX = "0123456789abcdef" * 4
WRONG = {
    "missing": None,
    "blank": "",
    "31 bytes in hex": HEX[:62],
    "33 bytes in hex": HEX + "ab",
    "32 characters that are no key": HEX[:32],
}
KNOWN = "SELECT count(*) FROM operations_keyidentity WHERE name = 'WORKFLOW_SECRET_KEY'"
REMEDY = (
    f"grep -q '^WORKFLOW_SECRET_KEY=' {ENV} || "
    f'echo "WORKFLOW_SECRET_KEY=$(openssl rand -hex 32)" >> {ENV}'
)


@pytest.fixture(autouse=True)
def no_key_yet(operator: Operator) -> Iterator[None]:
    """The database has seen no key of this name."""
    forget = "DELETE FROM operations_keyidentity WHERE name = 'WORKFLOW_SECRET_KEY'"
    operator.psql(forget)
    yield
    operator.psql(forget)


def test_the_api_refuses_to_start(operator: Operator) -> None:
    """Without the key, or with one of the wrong length, the API refuses to start and says why"""
    for what, value in WRONG.items():
        operator.transcript.note(f"`WORKFLOW_ENGINE_ENABLED=true`, the key is {what}.")
        operator.sets(WORKFLOW_ENGINE_ENABLED="true", WORKFLOW_SECRET_KEY=value)
        operator.types(UP_API, code=None)
        said = until_refused(operator)
        assert "WORKFLOW_SECRET_KEY" in said
        if value:
            assert str(len(value)) in said
            assert value not in said
        assert operator.psql(KNOWN) == "0"


def test_the_remedy_repairs_it(operator: Operator, production: Production, caller: Caller) -> None:
    """The remedy with openssl repairs it"""
    operator.sets(WORKFLOW_ENGINE_ENABLED="true", WORKFLOW_SECRET_KEY=None)
    operator.types(UP, code=None)
    until_refused(operator)
    operator.types(REMEDY)
    operator.types(UP_API)
    assert production.serves()
    assert caller.get("/api/health/ready").json["status"] == "ok"
    assert operator.psql(KNOWN) == "1"
