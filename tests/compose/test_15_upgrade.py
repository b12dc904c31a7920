"""`lazyit upgrade` brings a version, takes it back, and survives its own death"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lazyit import __version__
from tests.compose.operator import COMPOSE, UP, Operator
from tests.compose.production import Production
from tests.compose.remote import Remote
from tests.compose.watching import Standing
from tests.upgrade.next.tree import copied
from tests.upgrade.next_version import Choice, make_tree
from tests.upgrade.outside import PERMISSIONS, Outside

pytestmark = pytest.mark.long

RUN = "./lazyit upgrade run --yes"
BACKUP = f"{COMPOSE} run --rm --no-deps -T backup"
FILE = "kept.lazyit.tar"
RELEASE = "SELECT version || ' ' || state FROM instance_release"
COPIES = "SELECT count(*) FROM pg_database WHERE datname LIKE 'lazyit%' AND datname <> 'lazyit'"
ASSETS = 100_000
ENOUGH = 60  # rows that are confirmed before it begins


def publish(remote: Remote, variant: str, *, live: bool = False) -> str:
    """Release a next version; returns its number."""
    choice = Choice(variant, live)
    with tempfile.TemporaryDirectory(prefix="lz-next-") as folder:
        tree = make_tree(choice, Path(folder) / "lazyit")
        remote.publish(tree.path, f"Release {choice.number}")
    return choice.number


def publish_this(remote: Remote) -> None:
    """Release the version of this tree."""
    with tempfile.TemporaryDirectory(prefix="lz-next-") as folder:
        remote.publish(copied(Path(folder) / "lazyit").path, f"Release {__version__}")


@pytest.fixture(scope="module")
def token(production: Production) -> str:
    """Older than every upgrade, so that no rollback takes it away."""
    operator = production.operator
    operator.transcript.begin("The version before, with records", str(__doc__))
    operator.transcript.end("passed")
    production.runs_as_it_should()
    production.administrator()  # or the sign-in page leads to the first set-up
    # To invent so much at once takes more than the role is allowed for its own work.
    room = ("--memory", "2g", "--memory-swap", "2g")
    operator.engine.run("update", *room, operator.services()["api"]["ID"])
    operator.asks(f"{COMPOSE} exec -T api lazyit demo load --assets {ASSETS}")
    line = f"admin token --name outside --permissions {PERMISSIONS}"
    told = operator.asks(f"{COMPOSE} exec -T api lazyit {line}")
    return told.strip().splitlines()[-1]


@pytest.fixture
def outside(
    operator: Operator, production: Production, token: str, tmp_path: Path
) -> Iterator[Outside]:
    """Somebody who writes all the time, and keeps what was promised."""
    ledger = tmp_path / "ledger"
    with Outside(production.port, token, ledger) as client:
        client.wait_for(ENOUGH)
        yield client
        client.wait_for(len(client.ledger.confirmed) + ENOUGH)


def judge(operator: Operator, outside: Outside, name: str) -> None:
    """No request failed, and every row that was confirmed is there."""
    ledger = outside.ledger
    assert ledger.failures() == []
    known = {row["name"] for row in json.loads(operator.psql(NAMES) or "[]")}
    assert set(ledger.confirmed) <= known
    tells_of(operator, outside, name)


def tells_of(operator: Operator, outside: Outside, name: str) -> None:
    """What the client saw becomes a figure of the page."""
    ledger = outside.ledger
    longest = f"{max(ledger.held, default=0):.1f} s"
    operator.transcript.measured(
        f"{name}: failed of {len(ledger.entries)} requests; longest wait", f"0; {longest}", "0"
    )


NAMES = "SELECT json_agg(json_build_object('name', name)) FROM assets_asset"


def is_at(operator: Operator, version: str) -> None:
    """The database says so, and so does every role that runs."""
    assert operator.psql(RELEASE) == f"{version} committed"
    assert operator.psql(COPIES) in {"0", "1"}
    for service in ("web", "api", "worker", "backup"):
        assert operator.container(service)["Config"]["Image"] == f"lazyit:{version}"


def changes_nothing(operator: Operator) -> None:
    """The published line finds everything as it wants it."""
    before = Standing.of(operator)
    operator.types(UP)
    assert Standing.of(operator) == before


def held(operator: Operator) -> str:
    """How long the last upgrade kept requests waiting."""
    told = json.loads(operator.asks("./lazyit upgrade history --json"))
    return f"{told[0]['held']} s"


def test_the_version_before_becomes_this_one(
    operator: Operator, remote: Remote, outside: Outside
) -> None:
    """From the version before to this one: no migration is pending between them"""
    publish_this(remote)
    operator.types("git pull --quiet")
    operator.types("./lazyit upgrade plan")
    assert "committed" in operator.types(f"{RUN} 2>&1").output
    is_at(operator, __version__)
    judge(operator, outside, "an upgrade without migrations")
    operator.transcript.measured("an upgrade without migrations: held", held(operator), "20 s")


def test_a_migration_that_fails_on_the_live_data_goes_back_by_itself(
    operator: Operator, remote: Remote, outside: Outside
) -> None:
    """A migration that fails half-way on the live data: back by itself, nobody notices"""
    failing = publish(remote, "raises", live=True)
    operator.types("git pull --quiet")
    operator.types("./lazyit upgrade plan")
    done = operator.types(f"{RUN} 2>&1", code=1)
    assert "Everything is as it was before" in done.output
    assert failing in done.output
    operator.types("./lazyit upgrade history")
    is_at(operator, __version__)
    judge(operator, outside, "an upgrade that fails half-way")
    assert operator.psql(COPIES) == "0"


def test_a_killed_upgrade_is_resumed(operator: Operator, remote: Remote, outside: Outside) -> None:
    """The plug is pulled while migrations run; `resume` goes back, nobody notices"""
    publish(remote, "whole")
    operator.types("git pull --quiet")
    operator.types(f"LAZYIT_FAILPOINT=upgrade.migrate.work:after setsid -w {RUN} 2>&1", code=None)
    assert "Go on with: ./lazyit upgrade resume" in operator.types(f"{RUN} 2>&1", code=3).output
    operator.types("./lazyit upgrade status")
    operator.types("./lazyit upgrade resume 2>&1")
    is_at(operator, __version__)
    judge(operator, outside, "an upgrade that is killed, and resumed")
    assert operator.psql(COPIES) == "0"


def test_people_only_wait_while_a_new_version_takes_over(
    operator: Operator, remote: Remote, outside: Outside
) -> None:
    """A next version, with migrations: tried on a copy, committed; requests wait, none fails"""
    operator.types("./lazyit upgrade plan")
    assert "committed" in operator.types(f"{RUN} 2>&1").output
    is_at(operator, remote.version)
    judge(operator, outside, "an upgrade with migrations")
    operator.transcript.measured("an upgrade with migrations: held", held(operator), "60 s")
    operator.transcript.note("The published line afterwards changes nothing:")
    changes_nothing(operator)


def test_rolling_back_states_what_is_undone(operator: Operator, outside: Outside) -> None:
    """Back after people have worked with it: what they wrote since is undone, and in a backup"""
    done = operator.types("./lazyit upgrade rollback --yes 2>&1")
    assert "Everything written since" in done.output
    assert "verified backup of the present" in done.output
    is_at(operator, __version__)
    # What was written since the upgrade and is asked for again is not there any more.
    assert [entry for entry in outside.ledger.failures() if entry.outcome != "404"] == []
    tells_of(operator, outside, "a way back")
    operator.types("./lazyit upgrade history")
    operator.transcript.note("The checkout is at the version before again:")
    changes_nothing(operator)
    operator.types("git switch --quiet main")


def test_an_upgrade_that_is_killed_after_commit_goes_forward(
    operator: Operator, remote: Remote, outside: Outside
) -> None:
    """The plug is pulled when it is committed, and the door not open yet; `resume` opens it"""
    operator.types(f"LAZYIT_FAILPOINT=upgrade.open:before setsid -w {RUN} 2>&1", code=None)
    operator.types("./lazyit upgrade resume 2>&1")
    is_at(operator, remote.version)
    judge(operator, outside, "an upgrade that is killed after commit, and resumed")
    operator.types("./lazyit upgrade status")


def test_it_moves_to_an_empty_host(
    operator: Operator, production: Production, remote: Remote
) -> None:
    """To an empty host: one exported file and the settings file, which is kept apart, are enough"""
    count = int(operator.psql("SELECT count(*) FROM assets_asset"))
    operator.types(f"{BACKUP} lazyit backup create")
    operator.types(f"{BACKUP} lazyit backup export latest --to /var/backups/lazyit/{FILE}")
    operator.types(f"{COMPOSE} cp backup:/var/backups/lazyit/{FILE} .")
    operator.transcript.note("Every container and volume is gone; the two files were kept.")
    operator.removes_everything()
    operator.types(UP)
    operator.types(f"{COMPOSE} stop web api worker backup")
    (operator.folder / FILE).chmod(0o644)
    volume = f'--volume "$PWD/{FILE}:/tmp/{FILE}:ro"'
    operator.types(f"{COMPOSE} run --rm -T {volume} restore /tmp/{FILE}")
    operator.types(f"{COMPOSE} up -d")
    assert production.serves()
    is_at(operator, remote.version)
    assert int(operator.psql("SELECT count(*) FROM assets_asset")) == count > ASSETS
    operator.types(f"{COMPOSE} run --rm -T restore confirm")
