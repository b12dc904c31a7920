"""Put a bundle in the place of the databases that are there: beside, compared, then renamed.

The renames are one transaction, so there is always a whole database under the old name, the old
one or the restored one. A restore that was killed is done again by the same command.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from lazyit.instance import clone, failpoints, ways
from lazyit.instance.backup import dumping, facts, granting, restoring
from lazyit.instance.backup.intake import Intake
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import APP, Source
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.psql import Database, quoted

KEPT_FOR = timedelta(days=7)
BESIDE = "_restoring"
REPLACED = re.compile(r"(?P<name>.+)_replaced_(?P<moment>\d{8}t\d{6}z)\Z")


@dataclass(frozen=True)
class Replaced:
    """What came of it: the replaced databases' names, and the privileges that were refused."""

    kept: "dict[str, str]"
    refused: "list[str]"


def refuse_used(source: Source) -> None:
    """Refuse while anybody is connected, or where the tools are older than the server."""
    for database in _with_tools(source).values():
        dumping.refuse_newer_server(database)
        others = database.value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        if others != "0":
            raise RefusedError(
                f"The database {database.address.name} is in use by {others} connections.",
                go_on=f"{ways.stop()}, then the same command",
            )


def replace(source: Source, intake: Intake, progress: Progress) -> Replaced:
    """Restore every database that both the bundle and the settings name."""
    pairs = {
        name: database
        for name, database in _with_tools(source).items()
        if f"{name}.dump" in intake.bundle.databases
    }
    refused: list[str] = []
    with failpoints.step("restore.beside"):
        for name, database in pairs.items():
            refused += _bring_beside(intake, f"{name}.dump", database, progress)
    with failpoints.step("restore.attachments"):
        _bring_attachments(source, intake, progress)
    progress.stage("taking the place of the old databases")
    moment = f"{datetime.now(timezone.utc):%Y%m%dt%H%M%Sz}"
    kept: dict[str, str] = {}
    with failpoints.step("restore.swap"):
        for databases in _by_server(pairs):
            kept.update(_swap(databases, moment))
    progress.end()
    return Replaced(kept, refused)


def _with_tools(source: Source) -> dict[str, Database]:
    return {name: dumping.with_own_tools(each) for name, each in source.databases.items()}


def _bring_beside(intake: Intake, file: str, database: Database, progress: Progress) -> list[str]:
    name = database.address.name + BESIDE
    server, beside = database.named("postgres"), database.named(name)
    clone.drop(server, name)
    server.run(f"CREATE DATABASE {quoted(name)} TEMPLATE template0")
    progress.stage(f"restoring {file}")
    try:
        restoring.restore(intake.bundle.file(file), beside)
        progress.stage(f"comparing {file}")
        problems = _differences(beside, intake.bundle.databases[file]["facts"])
    except restoring.UnreadableError as error:
        problems = [str(error)]
    if problems:
        clone.drop(server, name)
        raise InstanceError(
            f"{file} did not come back as it was:\n" + "\n".join(f"  {t}" for t in problems),
            touched="The databases are as they were.",
            go_on="lazyit restore with another bundle",
        )
    beside.run("ANALYZE")
    try:
        clone.make_alike(server, database.address.name, name)
        return granting.grant(intake.bundle.file(file), beside)
    except InstanceError:
        clone.drop(server, name)
        raise


def _differences(database: Database, expected: facts.Facts) -> list[str]:
    with database.session() as session:
        return facts.differences(expected, facts.read(session, database))


def _bring_attachments(source: Source, intake: Intake, progress: Progress) -> None:
    """Only what is missing; attachments of the old database stay for as long as it does."""
    if source.attachments:
        progress.stage("bringing attachments back")
        source.attachments.take(intake.blobs, intake.bundle.attachments, progress.seen)


def _by_server(pairs: dict[str, Database]) -> list[list[Database]]:
    """The databases of each server, the application's own server last."""
    servers: dict[Any, list[Database]] = {}
    for name in sorted(pairs, key=lambda name: name == APP):
        address = pairs[name].address
        place = (address.host, address.port)
        servers[place] = [*servers.pop(place, []), pairs[name]]
    return list(servers.values())


def _swap(databases: list[Database], moment: str) -> dict[str, str]:
    """Rename all of one server, or none."""
    kept, statements = {}, ["BEGIN"]
    for name in (database.address.name for database in databases):
        kept[name] = f"{name}_replaced_{moment}"
        statements.append(f"ALTER DATABASE {quoted(name)} RENAME TO {quoted(kept[name])}")
        statements.append(f"ALTER DATABASE {quoted(name + BESIDE)} RENAME TO {quoted(name)}")
    databases[0].named("postgres").run(";\n".join([*statements, "COMMIT"]) + ";\n")
    return kept


def kept(database: Database) -> dict[str, datetime]:
    """The databases that restores have replaced, and when."""
    rows = database.named("postgres").run("SELECT datname FROM pg_database ORDER BY datname")
    matches = (REPLACED.match(row[0]) for row in rows)
    return {
        match[0]: datetime.strptime(f"{match['moment']}+0000", "%Y%m%dt%H%M%Sz%z")
        for match in matches
        if match and match["name"] == database.address.name
    }


def forget(source: Source, *, older_than: timedelta = timedelta(0)) -> list[str]:
    """Drop replaced databases of a certain age; returns their names."""
    since = datetime.now(timezone.utc) - older_than
    gone = []
    for database in source.databases.values():
        for name, moment in kept(database).items():
            if moment <= since:
                clone.drop(database.named("postgres"), name)
                gone.append(name)
    return gone
