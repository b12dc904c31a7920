"""PostgreSQL through its own client: statements in, rows of text out, no driver needed."""

import contextlib
import csv
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlencode

from lazyit.instance import components
from lazyit.instance.failures import InstanceError
from lazyit.instance.program import Program
from lazyit.instance.settings import DatabaseAddress

PSQL: tuple[str, ...] = ("--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--csv")
STOPPING = ("--variable", "ON_ERROR_STOP=1")
GOING_ON = ("--variable", "VERBOSITY=terse")  # a line for each error
APPLICATION = "lazyit"  # as the server calls our sessions
Rows = list[list[str]]


class DatabaseError(InstanceError):
    """The server refused a statement or could not be reached; says what the client said."""


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class Database:
    """One database of a server, reached with the server's own tools."""

    address: DatabaseAddress
    major: str = components.MAJOR  # whose tools are used

    @classmethod
    def at(cls, url: str) -> "Database":
        """The database that a URL names."""
        return cls(DatabaseAddress.parse(url))

    @property
    def url(self) -> str:
        """As DATABASE_URL says it."""
        address = self.address
        where = {"host": address.host, "port": address.port}
        query = urlencode({name: value for name, value in where.items() if value})
        person = f"{quote(address.user, safe='')}:{quote(address.password, safe='')}"
        return f"postgresql://{person}@/{quote(address.name, safe='')}?{query}"

    def named(self, name: str) -> "Database":
        """Another database of the same server."""
        return replace(self, address=replace(self.address, name=name))

    @property
    def environ(self) -> dict[str, str]:
        """How the tools are told where to connect; a password is never an argument."""
        address = self.address
        given = {
            "PGHOST": address.host,
            "PGPORT": address.port,
            "PGUSER": address.user,
            "PGDATABASE": address.name,
            "PGPASSWORD": address.password,
        }
        chosen = {name: value for name, value in given.items() if value}
        return {**chosen, "PGCONNECT_TIMEOUT": "10", "PGAPPNAME": APPLICATION}

    def tool(self, name: str, *arguments: str) -> Program:
        """A client program that is connected here, and dies with this process."""
        path = str(components.postgres(name, self.major))
        return Program(name, (path, *arguments), folder=Path("/"), environ=self.environ)

    def run(self, sql: str) -> Rows:
        """Run statements, each committed by itself unless they say otherwise."""
        return rows_of(self._psql(sql, *STOPPING).stdout.splitlines(keepends=True))

    def attempt(self, sql: str) -> "list[str]":
        """Run every statement, whatever became of others; returns what the server refused."""
        refused = self._psql(sql, *GOING_ON).stderr.splitlines()
        return list(dict.fromkeys(line.partition(":")[2].strip() for line in refused))

    def _psql(self, sql: str, *words: str) -> "subprocess.CompletedProcess[str]":
        program = self.tool("psql", *PSQL, *words)
        done = subprocess.run(
            program.command(),
            input=sql,
            env=program.environment(),
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # Ctrl-C is for us, who may be on the way back
        )
        if done.returncode:
            raise self._failed(done.stderr)
        return done

    def value(self, sql: str) -> str:
        """The first value of the first row, or an empty text."""
        rows = self.run(sql)
        return rows[0][0] if rows else ""

    @contextlib.contextmanager
    def session(self) -> "Iterator[Session]":
        """A client that is kept, for transactions and settings; gone after the block."""
        program = self.tool("psql", *PSQL, *STOPPING)
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                program.command(),
                env=program.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
            try:
                yield Session(self, process, errors)
            finally:
                process.kill()
                process.communicate()

    def _failed(self, said: str) -> DatabaseError:
        return DatabaseError(f"The database {self.address.name} said: {said.strip()}", touched="")


class Session:
    """A kept client; what it begins lasts until the block of its making ends."""

    def __init__(
        self, database: Database, process: "subprocess.Popen[str]", errors: IO[str]
    ) -> None:
        self._database, self._process, self._errors = database, process, errors

    def run(self, sql: str) -> Rows:
        """Run one statement and return its rows."""
        end = secrets.token_hex(16)
        with contextlib.suppress(BrokenPipeError):
            self._in.write(f"{sql.rstrip().rstrip(';')};\n\\echo {end}\n")
            self._in.flush()
        lines: list[str] = []
        for line in self._out:
            if line == f"{end}\n":
                return rows_of(lines)
            lines.append(line)
        raise self._ended()

    def value(self, sql: str) -> str:
        """The first value of the first row, or an empty text."""
        rows = self.run(sql)
        return rows[0][0] if rows else ""

    @property
    def _in(self) -> IO[str]:
        assert self._process.stdin  # noqa: S101 it was made with a pipe
        return self._process.stdin

    @property
    def _out(self) -> IO[str]:
        assert self._process.stdout  # noqa: S101 it was made with a pipe
        return self._process.stdout

    def _ended(self) -> DatabaseError:
        self._errors.seek(0)
        return self._database._failed(self._errors.read())  # noqa: SLF001 the same module


def rows_of(lines: list[str]) -> Rows:
    """The rows that the client printed."""
    return [row for row in csv.reader(lines) if row]
