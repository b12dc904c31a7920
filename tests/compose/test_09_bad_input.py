"""Bad input: one message, nothing generated over anything, nothing lost"""

import socket
import subprocess

import pytest

from tests.compose.caller import Caller
from tests.compose.operator import COMPOSE, ENV, Operator
from tests.compose.production import Production
from tests.compose.watching import until_refused

UP = f"{COMPOSE} up -d"
CAPABILITIES = "--cap-add CHOWN --cap-add FOWNER --cap-add DAC_READ_SEARCH"  # of a host's root
ROWS = "SELECT count(*) FROM accounts_person"
SPOILT = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "a placeholder": lambda text: text + "WEB_ORIGIN=CHANGE_ME\n",
    "a name twice": lambda text: text + "AUTH_MODE=local\n",
    "a quote that does not end": lambda text: text + "BACKUP_CRON='30 2 * * *\n",
    "a dollar sign": lambda text: text + "LAZYIT_TLS_EMAIL=a$b@example.org\n",
    "a key of 31 bytes": lambda text: text + f"WORKFLOW_SECRET_KEY={'ab' * 31}\n",
    "a blank": lambda text: text + "AUTH_SECRET=\n",
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_environment_file_is_judged_by_line(operator: Operator, what: str) -> None:
    operator.transcript.note(f"The environment file with {what}.")
    before = operator.env.read_bytes()
    spoilt = SPOILT[what](before.decode())
    operator.env.write_bytes(spoilt.encode())
    said = operator.types(f"./lazyit env check --file {ENV}", code=None)
    assert said.code in {1, 3}
    assert "line" in said.output
    assert "ab" * 31 not in said.output
    assert operator.env.read_bytes() == spoilt.encode()
    operator.env.write_bytes(before)


def test_settings_that_contradict_each_other(operator: Operator, production: Production) -> None:
    """An address and an origin of different hosts: well formed, and refused at the start"""
    people = operator.psql(ROWS)
    operator.sets(LAZYIT_SITE_ADDRESS="it.example.org", WEB_ORIGIN="https://other.example.org")
    operator.transcript.note(
        "`LAZYIT_SITE_ADDRESS=it.example.org`, `WEB_ORIGIN=https://other.example.org`."
    )
    operator.types(f"./lazyit env check --file {ENV}", code=1)
    operator.types(UP, code=None)
    assert "WEB_ORIGIN: names another host" in until_refused(operator)
    production.restores_its_file()
    operator.asks(UP)
    assert production.serves()
    assert operator.psql(ROWS) == people


def test_a_password_with_signs_of_its_own(operator: Operator, production: Production) -> None:
    """A database password with signs that an address gives a meaning"""
    operator.psql("ALTER ROLE lazyit PASSWORD 'p@ss/w#rd:1234567'")
    operator.transcript.note("The database's password is `p@ss/w#rd:1234567`, written `%40` `%2F`…")
    address = "postgresql://lazyit:p%40ss%2Fw%23rd%3A1234567@db:5432/lazyit"
    try:
        operator.sets(DATABASE_URL=address, POSTGRES_PASSWORD="'p@ss/w#rd:1234567'")
        operator.types(UP)
        assert production.serves()
    finally:
        production.restores_its_file()
        right = production.operator.values()["POSTGRES_PASSWORD"]
        operator.psql(f"ALTER ROLE lazyit PASSWORD '{right}'")
    operator.asks(UP)


@pytest.mark.parametrize(
    ("what", "address"),
    [
        ("a database that is not there", "postgresql://lazyit:{password}@db:5432/other"),
        ("another password", "postgresql://lazyit:not-the-right-one@db:5432/lazyit"),
        ("another host", "postgresql://lazyit:{password}@nowhere:5432/lazyit"),
    ],
)
def test_a_wrong_database_is_named(
    operator: Operator, production: Production, what: str, address: str
) -> None:
    password, people = operator.values()["POSTGRES_PASSWORD"], operator.psql(ROWS)
    operator.transcript.note(f"`DATABASE_URL` names {what}.")
    operator.sets(DATABASE_URL=address.format(password=password))
    operator.types(UP, code=None)
    said = until_refused(operator)
    assert password not in said
    assert "not-the-right-one" not in said
    assert "Traceback" not in said
    production.restores_its_file()
    operator.asks(UP)
    assert production.serves()
    assert operator.psql(ROWS) == people


def test_an_unreachable_broker_loses_nothing(
    operator: Operator, production: Production, caller: Caller
) -> None:
    """With a broker that is not there the instance runs and says so"""
    operator.sets(REDIS_URL="redis://nowhere:6379")
    operator.types(UP)
    ready = caller.get("/api/health/ready")
    operator.transcript.note(f"`/api/health/ready` answers {ready.status}: `{ready.body.decode()}`")
    assert (ready.status, ready.json["status"]) == (200, "degraded")
    accepted = caller.upload("Name,Serial,Status\nWaiting,W-1,OPERATIONAL\n")
    assert accepted.status == 202
    production.restores_its_file()
    operator.types(UP)
    columns = {"Name": "name", "Serial": "serial", "Status": "status"}
    counts = caller.finish_import(accepted.json["sessionId"], columns)
    assert counts["created"] == 1


def test_a_port_in_use(operator: Operator, production: Production) -> None:
    """A port that another program has"""
    people = operator.psql(ROWS)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        operator.sets(LAZYIT_HTTP_PORT=port)
        refused = operator.types(f"{UP} 2>&1", code=1)
    assert port in refused.output
    assert "in use" in refused.output
    production.restores_its_file()
    operator.types(UP)
    assert production.serves()
    assert operator.psql(ROWS) == people


def test_two_at_once(operator: Operator, production: Production) -> None:
    """The same line typed twice at once"""
    people = operator.psql(ROWS)
    operator.asks(f"{COMPOSE} stop web api worker")
    line = ["bash", "-c", UP]
    both = [
        subprocess.Popen(
            line, cwd=operator.folder, env=operator.engine.environ, stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    codes = [process.wait(timeout=180) for process in both]
    operator.transcript.note(f"`up -d` twice at once ends with {codes}.")
    assert 0 in codes
    operator.types(UP)
    assert production.serves()
    assert operator.psql(ROWS) == people


def test_down_keeps_the_data(operator: Operator, production: Production) -> None:
    """Everything is taken down and brought up again: the data is there"""
    people = operator.psql(ROWS)
    operator.types(f"{COMPOSE} down")
    operator.types(UP)
    assert production.serves()
    assert operator.psql(ROWS) == people


def test_a_volume_of_somebody_else(operator: Operator, production: Production) -> None:
    """The database's files belong to somebody else"""
    people = operator.psql(ROWS)
    root = f"run --rm --no-deps -T --user root {CAPABILITIES} --entrypoint sh db"
    folder = "/var/lib/postgresql"
    operator.asks(f"{COMPOSE} stop")
    operator.types(f"{COMPOSE} {root} -c 'chown -R 12345 {folder}/*'")
    operator.types(f"{UP} 2>&1", code=1)
    operator.types(f"{COMPOSE} logs --no-log-prefix --tail 4 db")
    operator.types(f"{COMPOSE} {root} -c 'chown -R postgres {folder}/*'")
    operator.types(UP)
    assert production.serves()
    assert operator.psql(ROWS) == people
