"""One database into one file, and what it held in the very same snapshot."""

import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from lazyit.instance import components
from lazyit.instance.backup import durable, facts
from lazyit.instance.backup.progress import Progress
from lazyit.instance.failures import RefusedError
from lazyit.instance.psql import Database, DatabaseError, Session

FORMAT = ("--format=custom", "--compress=gzip:1")
LOOK_EVERY = 0.2  # seconds


def refuse_newer_server(database: Database) -> None:
    """A client cannot dump, or restore into, a server of a later major than its own."""
    server, client = server_version(database), client_version(database)
    if int(server.partition(".")[0]) > int(client.partition(".")[0]):
        raise RefusedError(
            f"The server of {database.address.name} is PostgreSQL {server}; pg_dump here is "
            f"{client}, and an older client cannot be trusted with a newer server.",
            go_on=f"the PostgreSQL {server.partition('.')[0]} client programs, installed here",
        )


def with_own_tools(database: Database) -> Database:
    """The database with the programs of its server's major, where those are installed."""
    major = server_version(database).partition(".")[0]
    installed = (components.DEBIAN / major / "bin/pg_dump").is_file()
    return replace(database, major=major) if installed else database


def server_version(database: Database) -> str:
    """The server's version, such as 18.6."""
    return database.value("SHOW server_version").split()[0]


def client_version(database: Database) -> str:
    """The version of the tools that are used here."""
    return database.tool("pg_dump", "--version").run().split()[2]


def dump(database: Database, path: Path, progress: Progress) -> dict[str, Any]:
    """Dump a database and read its facts meanwhile, both in one exported snapshot."""
    with database.session() as session:
        session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        facts.fix_settings(session)
        tables = facts.tables(session)
        _hold(session, tables)
        snapshot = session.value("SELECT pg_export_snapshot()")
        before = facts.sequences(session)
        with _Dumping(database, path, snapshot) as dumping:
            held = _read(session, tables, database, snapshot)
            dumping.wait(progress)
        after = facts.sequences(session)
    durable.settle(path)
    held["sequences"] = {name: [place, after[name]] for name, place in before.items()}
    return held


def _hold(session: Session, tables: list[str]) -> None:
    """Nobody may change a table's form while it is read."""
    if tables:
        names = ", ".join(f"ONLY {table}" for table in tables)
        session.run(f"LOCK TABLE {names} IN ACCESS SHARE MODE")


def _read(session: Session, tables: list[str], database: Database, snapshot: str) -> facts.Facts:
    return {
        "schema": facts.schema_digest(database, f"--snapshot={snapshot}"),
        **facts.states(session),
        "tables": {table: facts.content(session, table) for table in tables},
        "objects": facts.objects(session),
    }


class _Dumping:
    """pg_dump at work; killed if what happens beside it fails."""

    def __init__(self, database: Database, path: Path, snapshot: str) -> None:
        self._database, self._path = database, path
        words = (*FORMAT, f"--snapshot={snapshot}", f"--file={path}")
        self._program = database.tool("pg_dump", *words)

    def __enter__(self) -> "_Dumping":  # noqa: PYI034 Self is younger than Python 3.10
        self._said = tempfile.TemporaryFile("w+b")
        self._process = self._program.start(self._said.fileno())
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._said.close()

    def wait(self, progress: Progress) -> None:
        """Return when the file is whole; raises DatabaseError with what pg_dump said."""
        while not self._ended():
            progress.sized(self._path.stat().st_size if self._path.exists() else 0)
        if self._process.returncode:
            self._said.seek(0)
            said = self._said.read().decode(errors="replace").strip()
            name = self._database.address.name
            raise DatabaseError(f"pg_dump of {name} failed: {said}", touched="No bundle was made.")
        progress.sized(self._path.stat().st_size)

    def _ended(self) -> bool:
        try:
            self._process.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            return False
        return True
