"""A new version is pulled, and taken back by hand"""

import json
import re

import pytest

from tests.compose.caller import Caller
from tests.compose.operator import COMPOSE, UP, Operator
from tests.compose.production import Production
from tests.compose.remote import Remote

FILES = ("compose.yaml", "pyproject.toml", "src/lazyit/__init__.py")
MIGRATION = "src/lazyit/domains/assets/migrations/9001_trial.py"
ADDITION = '''\
"""Add a column that nothing reads."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assets", "{last}")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE assets_asset ADD COLUMN trial text NULL",
            "ALTER TABLE assets_asset DROP COLUMN trial",
        )
    ]
'''
HAS_COLUMN = (
    "SELECT count(*) FROM information_schema.columns "
    "WHERE table_name = 'assets_asset' AND column_name = 'trial'"
)


@pytest.fixture(scope="module")
def versions(remote: Remote) -> tuple[str, str, str]:
    """The one that runs, one without and one with a migration."""
    found = re.search(r'__version__ = "(\d+\.\d+)\.(\d+)"', remote.text(FILES[2]))
    assert found
    return (f"{found[1]}.{found[2]}", f"{found[1]}.98", f"{found[1]}.99")


def release(remote: Remote, old: str, new: str, **more: str) -> None:
    changed = {name: remote.text(name).replace(old, new) for name in FILES}
    remote.release(f"Release {new}", **changed, **more)


def version_of(caller: Caller) -> str:
    return str(caller.get("/api/instance/version").json["current"])


def test_pulling_a_version_without_migrations(
    operator: Operator, remote: Remote, caller: Caller, versions: tuple[str, str, str]
) -> None:
    """A version without migrations: pull, up; the previous image stays"""
    first, second, _third = versions
    before = operator.engine.run("images", "--quiet", "--no-trunc", f"lazyit:{first}").strip()
    release(remote, first, second)
    operator.types("git pull --quiet")
    done = operator.types(UP)
    operator.transcript.measured("pull and `up -d --build`, no migration", f"{done.seconds:.0f} s")
    operator.types(f"{COMPOSE} logs --no-log-prefix migrate")
    assert version_of(caller) == second
    after = operator.engine.run("images", "--quiet", "--no-trunc", f"lazyit:{first}").strip()
    assert before == after != ""
    operator.types("docker images lazyit --format 'table {{.Repository}}\t{{.Tag}}'")


def before_the_upgrade(operator: Operator) -> str:
    """The newest bundle that was made by `migrate`."""
    listed = operator.asks(
        f"{COMPOSE} run --rm --no-deps -T backup lazyit backup list --json 2>/dev/null"
    )
    found = [row["name"] for row in json.loads(listed) if row["why"] == "pre-upgrade"]
    assert found, listed
    return str(found[0])


def test_a_version_with_migrations_makes_its_backup_and_can_be_taken_back(
    operator: Operator,
    production: Production,
    remote: Remote,
    caller: Caller,
    versions: tuple[str, str, str],
) -> None:
    """A version with migrations: applied beside a copy after a backup of its own, taken back"""
    _first, second, third = versions
    assert caller.post("/api/locations", {"name": "Before", "type": "OFFICE"}).status == 201
    last = max((operator.folder / MIGRATION).parent.glob("0*.py")).stem
    release(remote, second, third, **{MIGRATION: ADDITION.format(last=last)})
    operator.types("git pull --quiet")
    operator.types(UP)
    operator.types(f"{COMPOSE} logs --no-log-prefix migrate")
    assert version_of(caller) == third
    assert operator.psql(HAS_COLUMN) == "1"
    assert caller.post("/api/locations", {"name": "After", "type": "OFFICE"}).status == 201

    operator.types(f"{COMPOSE} stop web api worker backup")
    operator.types("git checkout --quiet HEAD~1")
    operator.types(f"{COMPOSE} run --rm -T restore {before_the_upgrade(operator)}")
    operator.types(f"{COMPOSE} up -d --no-build")
    assert production.serves()
    assert version_of(caller) == second
    names = [row["name"] for row in caller.get("/api/locations?q=Before").json["items"]]
    assert names == ["Before"]
    assert caller.get("/api/locations?q=After").json["items"] == []
    operator.types(f"{COMPOSE} run --rm -T restore confirm")
