"""The schema: migrations complete and safe, and the database restores from its own dump."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from psycopg import sql

from lazyit.instance import components
from tests.architecture.source import PACKAGE

RESTORED = "restored_schema"
# Migrations that the linter misjudges, and why they are safe.
JUDGED_SAFE = {
    "0004_words_in_the_index_alone": "drops a column that the database computed",
    "0002_cache_entries": "makes a table of the first release; the drop is its way back",
}


@pytest.mark.django_db
def test_every_model_change_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_migrations_are_named_for_what_they_do() -> None:
    names = [name for _app, name in our_migrations()]
    assert [n for n in names if re.search(r"_(auto_|alter_|initial)", n)] == []


@pytest.mark.django_db
def test_migrations_do_not_break_the_running_version() -> None:
    linter = MigrationLinter(
        str(PACKAGE),
        no_cache=True,
        quiet=["ok", "ignore"],
        exclude_apps=third_party(),
        ignore_name=list(JUDGED_SAFE),
    )
    linter.lint_all_migrations()
    assert linter.nb_erroneous == 0


@pytest.mark.django_db(transaction=True)
def test_the_schema_restores_from_its_dump(other_database: str) -> None:
    dump = run("pg_dump", "--format=custom", "--schema-only", address(connection_name()))
    run("pg_restore", "--exit-on-error", "--dbname", address(other_database), given=dump)
    assert plain(other_database) == plain(connection_name())


@pytest.fixture
def other_database() -> Iterator[str]:
    with server() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(named(RESTORED)))
    yield RESTORED
    with server() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {}").format(named(RESTORED)))


def our_migrations() -> list[tuple[str, str]]:
    loader = MigrationLoader(None)
    return [k for k, m in loader.disk_migrations.items() if m.__module__.startswith("lazyit.")]


def third_party() -> list[str]:
    ours = {app for app, _name in our_migrations()}
    return sorted(MigrationLoader(None).migrated_apps - ours)


def connection_name() -> str:
    return str(connection.settings_dict["NAME"])


def server() -> psycopg.Connection:
    return psycopg.connect(address("postgres"), autocommit=True)


def named(database: str) -> sql.Identifier:
    return sql.Identifier(database)


def address(database: str) -> str:
    settings = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=database,
    )


def run(program: str, *arguments: str, given: bytes = b"") -> bytes:
    command = [str(components.postgres(program)), *arguments]
    done = subprocess.run(command, input=given, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def plain(database: str) -> str:
    """Return the schema as text, without a random word and without the spelling of casts."""
    text = run("pg_dump", "--schema-only", address(database)).decode()
    text = re.sub(r"\\(un)?restrict \w+", "", text)
    return re.sub(r"::(text|character varying)(\[\])?|[()]", "", text)
