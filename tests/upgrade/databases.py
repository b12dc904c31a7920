"""Databases of their own on the tests' server, and the programs that judge and migrate them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from lazyit.instance import clone, components, psql

ROOT = Path(__file__).parents[2]
SECONDS = 120
KEPT = ("PATH", "HOME", "AUTH_SECRET", "SESSION_SIGNING_SECRET", "AUTH_MODE")
NOTHING: Mapping[str, str] = {}
Done = subprocess.CompletedProcess[str]


def url_of(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def server() -> psycopg.Connection[Any]:
    return psycopg.connect(url_of("postgres"), autocommit=True)


@dataclass
class Database:
    """One database, and lazyit's programs on it with settings of the test's choice."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(url_of(self.name), autocommit=True)

    def ask(self, query: str) -> Any:
        with self.connect() as connection:
            row = connection.execute(query.encode()).fetchone()
        return row and row[0]

    def do(self, *statements: str) -> None:
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def start(
        self, *words: str, given: Mapping[str, str] = NOTHING, **settings: str
    ) -> subprocess.Popen[str]:
        environ = {name: os.environ[name] for name in KEPT if name in os.environ}
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={
                **environ,
                "DATABASE_URL": url_of(self.name),
                **self.settings,
                **given,
                **settings,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a failpoint kills the whole group
        )

    def run(
        self, *words: str, code: int = 0, given: Mapping[str, str] = NOTHING, **settings: str
    ) -> Done:
        return finished(self.start(*words, given=given, **settings), code)

    def migrate(
        self, *options: str, code: int = 0, given: Mapping[str, str] = NOTHING, **settings: str
    ) -> Done:
        words = ("lazyit.config.manage", "migrate", *options)
        return self.run(*words, code=code, given=given, **settings)

    def guard(self, *, code: int = 0, given: Mapping[str, str] = NOTHING, **settings: str) -> Done:
        return self.run("lazyit.config.guard", "web", code=code, given=given, **settings)

    def contents(self) -> str:
        """Return everything that is in it, as text."""
        dump = [str(components.postgres("pg_dump")), url_of(self.name)]
        text = subprocess.run(dump, capture_output=True, text=True, timeout=SECONDS, check=True)
        return re.sub(r"\\(un)?restrict \w+", "", text.stdout)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Whatever happens in this block must write nothing."""
        before = self.contents()
        yield
        assert self.contents() == before


def finished(process: subprocess.Popen[str], code: int = 0) -> Done:
    out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == code, out + err
    return Done(process.args, process.returncode, out, err)


def close(name: str) -> None:
    with server() as connection:
        shut = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false")
        connection.execute(shut.format(sql.Identifier(name)))


@contextmanager
def database(name: str, template: str = "template0") -> Iterator[Database]:
    """A database that lives as long as the block, made like another one."""
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with server() as connection:
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield Database(name)
    finally:
        clone.drop(psql.Database.at(url_of("postgres")), name)
