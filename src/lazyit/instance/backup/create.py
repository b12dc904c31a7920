"""Make a bundle."""

import secrets
import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from lazyit.instance import failpoints, ways
from lazyit.instance.backup import bundle, dumping, manifest, sealing
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.backup.manifest import Purpose
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import RefusedError
from lazyit.instance.psql import Database

SPARE = 64 * 1024**2  # bytes that stay free
RESTORED = 1.3  # how much of a database's size its restored copy takes, write-ahead log included


def create(source: Source, purpose: Purpose, progress: Progress) -> Bundle:
    """Write a whole bundle; the store is held by the caller, who verifies it next."""
    progress.stage("looking at what there is")
    databases = _databases(source)
    sizes = {name: _size(database) for name, database in databases.items()}
    attachments = source.attachments.listed() if source.attachments else {}
    _refuse_without_space(source, sum(sizes.values()), attachments)
    told = manifest.release(source.app)
    moment = datetime.now(timezone.utc)
    name = manifest.new_name(moment, told["version"], secrets.token_hex(4))
    unfinished = Bundle(source.store.path / f"{name}{bundle.PARTIAL}")
    unfinished.path.mkdir(mode=0o700)
    try:
        with failpoints.step("backup.dump"):
            dumped = _dump_all(databases, unfinished.path, progress)
        with failpoints.step("backup.attachments"):
            attachments = _take_attachments(source, progress)
        sealing.seal(source, unfinished.file(bundle.SEALED))
        progress.stage("writing the manifest")
        unfinished.seal(
            manifest.compose(name, purpose, source.kind, told, dumped, attachments, unfinished.path)
        )
        with failpoints.step("backup.rename"):
            return unfinished.finish()
    except BaseException:
        shutil.rmtree(unfinished.path, ignore_errors=True)
        raise


def _databases(source: Source) -> dict[str, Database]:
    """Each database with its tools; refuses before anything is written where those are too old."""
    found = {name: dumping.with_own_tools(each) for name, each in source.databases.items()}
    for database in found.values():
        dumping.refuse_newer_server(database)
    return found


def _size(database: Database) -> int:
    return int(database.value("SELECT pg_database_size(current_database())"))


def _refuse_without_space(source: Source, database: int, attachments: "dict[str, int]") -> None:
    """A dump is smaller than its database; its restored copy, for the proof, is not."""
    there = source.store.blobs.listed()
    new = sum(size for digest, size in attachments.items() if digest not in there)
    needed = int(database * RESTORED) + database // 2 + new + SPARE
    free = shutil.disk_usage(source.store.path).free
    if free < needed:
        raise RefusedError(
            f"{source.store.path} has {free // 1024**2} MB free; this backup and its verification "
            f"may take {needed // 1024**2} MB.",
            go_on=f"{ways.backup('prune')}, or more room in BACKUP_DIR",
        )


def _dump_all(databases: dict[str, Database], folder: Path, progress: Progress) -> dict[str, Any]:
    dumped = {}
    for name, database in databases.items():
        progress.stage(f"dumping {name}")
        held = dumping.dump(database, folder / f"{name}.dump", progress)
        dumped[f"{name}.dump"] = {
            "database": database.address.name,
            "bytes": _size(database),
            "server": dumping.server_version(database),
            "client": dumping.client_version(database),
            "facts": held,
        }
    return dumped


def _take_attachments(source: Source, progress: Progress) -> dict[str, int]:
    """What is there after the dump includes all that the dump refers to."""
    if source.attachments is None:
        return {}
    progress.stage("copying new attachments")
    listed = source.attachments.listed()
    source.store.blobs.take(source.attachments, listed, progress.seen)
    return listed
