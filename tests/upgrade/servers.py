"""A PostgreSQL server with several roles, for what happens between databases."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lazyit.instance import identity
from lazyit.instance.postgres import Cluster
from lazyit.instance.psql import Database
from lazyit.instance.settings import DatabaseAddress

PASSWORD = "a-password-of-tests"
OPTIONS = (("max_prepared_transactions", "2"),)
ROLES = (
    f"CREATE ROLE chief SUPERUSER LOGIN PASSWORD '{PASSWORD}'",
    f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'",
    f"CREATE ROLE poor LOGIN PASSWORD '{PASSWORD}'",
    "GRANT guest TO lazyit WITH ADMIN OPTION",
)


@contextmanager
def server() -> Iterator[Database]:
    """The application's database on a server of its own."""
    with tempfile.TemporaryDirectory(prefix="lz-", ignore_cleanup_errors=True) as folder:
        identity.let_through(Path(folder))
        cluster = Cluster(
            Path(folder) / "pg", Path(folder) / "s", PASSWORD, safe=False, options=OPTIONS
        )
        cluster.create()
        cluster._single(cluster.data, *ROLES)
        program = cluster.program()
        process = program.start()
        try:
            while not cluster.answers():
                assert process.poll() is None
                time.sleep(0.02)
            yield Database.at(cluster.url)
        finally:
            process.send_signal(program.death_signal)
            process.wait()


def as_role(database: Database, role: str) -> Database:
    """The same database as another role."""
    address = database.address
    return Database(DatabaseAddress(address.name, role, PASSWORD, address.host, address.port))


@contextmanager
def inside(database: Database) -> Iterator["subprocess.Popen[str]"]:
    """Somebody who is in the database and stays."""
    program = database.tool("psql", "--no-psqlrc", "--quiet")
    process = subprocess.Popen(
        program.command(),
        env=program.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write("\\echo here\n")
    process.stdin.flush()
    assert process.stdout.readline() == "here\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
