"""A backup of an instance of containers, and back from it"""

import base64
import hashlib
import json

import pytest

from tests.compose.caller import Caller
from tests.compose.operator import COMPOSE, UP, Operator
from tests.compose.production import Production
from tests.compose.watching import until_backed_up

ATTACHMENT = b"what somebody attached\n"
DIGEST = hashlib.sha256(ATTACHMENT).hexdigest()
PLACE = f"/var/lib/lazyit/attachments/{DIGEST[:2]}/{DIGEST}"
FILE = "kept.lazyit.tar"
RESTORE = f"{COMPOSE} run --rm -T restore"


def named(caller: Caller, name: str) -> list[str]:
    found = caller.get(f"/api/locations?q={name}").json["items"]
    return [row["name"] for row in found]


def adds(caller: Caller, name: str) -> None:
    assert caller.post("/api/locations", {"name": name, "type": "OFFICE"}).status == 201


def in_worker(operator: Operator, line: str) -> str:
    return operator.asks(f'{COMPOSE} exec -T worker sh -c "{line}"')


def test_a_backup_is_made_and_proven(operator: Operator, caller: Caller) -> None:
    """A backup is made and proven in its container, and exported"""
    adds(caller, "Kept")
    in_worker(operator, f"mkdir -p {PLACE.rpartition('/')[0]}")
    operator.types(
        f"{COMPOSE} exec -T worker sh -c 'cat > {PLACE}'", typed=ATTACHMENT.decode()
    )  # as a page would leave it
    until_backed_up(operator)  # whose lock would be in the way
    made = operator.types(f"{COMPOSE} run --rm --no-deps -T backup lazyit backup create")
    assert "verified" in made.output
    assert "attachments: 1" in made.output
    operator.types(f"{COMPOSE} run --rm --no-deps -T backup lazyit backup list")
    folder = "/var/backups/lazyit"
    exported = f"exec -T backup lazyit backup export latest --to {folder}/{FILE}"
    operator.types(f"{COMPOSE} {exported}")
    operator.types(
        f"{COMPOSE} cp backup:{folder}/{FILE} . && {COMPOSE} exec -T backup rm {folder}/{FILE}"
    )
    assert (operator.folder / FILE).stat().st_size > 10_000


def test_the_page_asks_the_backup_service(operator: Operator, caller: Caller) -> None:
    """The button of the page: the service that has the bundles makes one, and shows its list"""
    before = {row["name"] for row in caller.get("/api/instance/backups").json["items"]}
    asked = caller.post("/api/instance/backups")
    assert asked.status == 201, asked.body
    job = caller.ends(asked.json["id"])
    operator.transcript.note(f"The job ends {job['state']}: `{job['result']}`.")
    assert job["state"] == "DONE", job
    listed = operator.asks(f"{COMPOSE} exec -T backup lazyit backup list --json")
    made = {row["name"]: row["state"] for row in json.loads(listed)}
    assert made[job["result"]["bundle"]] == "verified"
    assert job["result"]["bundle"] not in before


def test_the_settings_file_is_sealed_on_the_host(operator: Operator) -> None:
    """The settings file, sealed on the host for whoever holds the key, is part of each backup"""
    pyrage = pytest.importorskip("pyrage")
    holder = pyrage.x25519.Identity.generate()
    with operator.changed(BACKUP_SEAL_TO=str(holder.to_public())):
        before = operator.types("./lazyit doctor", code=None)
        assert "BACKUP_SEAL_TO" in before.output
        operator.types("./lazyit env seal")
        assert "BACKUP_SEAL_TO" not in operator.asks("./lazyit doctor", code=None)
        operator.types(f"{COMPOSE} run --rm --no-deps -T backup lazyit backup create")
        inside = "sh -c 'base64 -w 0 /var/backups/lazyit/2*/env.sealed'"
        sealed = base64.b64decode(operator.asks(f"{COMPOSE} exec -T backup {inside}"))
        assert pyrage.decrypt(sealed, [holder]) == operator.env.read_bytes()
    operator.types("./lazyit env seal")  # nobody is named any more
    made = operator.types(f"{COMPOSE} run --rm --no-deps -T backup lazyit backup create")
    assert "not inside" in made.output


def test_a_running_instance_is_refused(operator: Operator, caller: Caller) -> None:
    """While the instance runs, restoring is refused and nothing is touched"""
    adds(caller, "Later")
    refused = operator.types(f"{RESTORE} latest 2>&1", code=3)
    assert "in use" in refused.output
    assert named(caller, "Later") == ["Later"]


def test_back_to_the_backup(operator: Operator, production: Production, caller: Caller) -> None:
    """Back to the backup: what came after it is kept aside until it is let go of"""
    in_worker(operator, f"rm {PLACE}")
    operator.types(f"{COMPOSE} stop web api worker backup")
    operator.types(f"{RESTORE} latest")
    operator.types(f"{COMPOSE} up -d")
    assert production.serves()
    assert (named(caller, "Kept"), named(caller, "Later")) == (["Kept"], [])
    assert in_worker(operator, f"cat {PLACE}").encode() == ATTACHMENT
    databases = "SELECT count(*) FROM pg_database WHERE datname LIKE 'lazyit_replaced_%'"
    assert operator.psql(databases) == "1"
    operator.types(f"{RESTORE} confirm")
    assert operator.psql(databases) == "0"


def test_another_key_is_refused(operator: Operator, production: Production) -> None:
    """With another key than the backup's, nothing is touched"""
    databases = operator.psql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database")
    operator.asks(f"{COMPOSE} stop web api worker backup")
    with operator.changed(TWO_FACTOR_SECRET_KEY="0123456789abcdef" * 4):
        refused = operator.types(f"{RESTORE} latest 2>&1", code=3)
    assert "TWO_FACTOR_SECRET_KEY" in refused.output
    told = operator.psql("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database")
    assert told == databases
    operator.asks(f"{COMPOSE} up -d")
    assert production.serves()


def test_a_new_host(operator: Operator, production: Production, caller: Caller) -> None:
    """A new host: the exported file and the kept environment file are enough"""
    operator.transcript.note("Every container and volume is gone; the two files were kept.")
    operator.removes_everything()
    operator.types(UP)
    operator.types(f"{COMPOSE} stop web api worker backup")
    (operator.folder / FILE).chmod(0o644)
    operator.types(
        f'{COMPOSE} run --rm -T --volume "$PWD/{FILE}:/tmp/{FILE}:ro" restore /tmp/{FILE}'
    )
    operator.types(f"{COMPOSE} up -d")
    assert production.serves()
    assert named(caller, "Kept") == ["Kept"]
    assert in_worker(operator, f"cat {PLACE}").encode() == ATTACHMENT
    operator.types(f"{RESTORE} confirm")
