"""What a bundle says of itself."""

import getpass
import hashlib
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from lazyit import __version__
from lazyit.instance.backup import bundle, durable, facts
from lazyit.instance.psql import Database, Session

WITHOUT_ENVIRONMENT = (
    "The settings file is not inside. Keep a copy of it elsewhere: without the keys named here, "
    "what they encrypt in this bundle stays unreadable."
)
WITH_ENVIRONMENT = "The settings file is inside, sealed; its recipients can open it with age."


@dataclass(frozen=True)
class Purpose:
    """Who made a bundle, and why."""

    why: str = "manual"
    who: str = ""

    @property
    def person(self) -> str:
        """Who was named, or the user of this process."""
        return self.who or _user()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as containers may give one
        return str(os.geteuid())


def release(database: Database) -> dict[str, Any]:
    """Which lazyit the database belongs to, its migrations, and the identities of its keys."""
    with database.session() as session:
        facts.fix_settings(session)
        applied = _names(session, "django_migrations", "app || '.' || name")
        told = _row(session, "instance_release", "version", "git_sha", "instance_id")
        own = _row(session, "operations_instance", "instance_id")
        keys = _rows(session, "operations_keyidentity", "name", "identity")
    identity = hashlib.sha256("\n".join(sorted(applied)).encode()).hexdigest()
    version, git_sha, instance_id = told or [__version__, "unknown", own[0] if own else ""]
    return {
        "version": version,
        "gitSha": git_sha,
        "instanceId": instance_id,
        "schemaIdentity": identity,
        "migrations": sorted(applied),
        "keys": dict(sorted((name, identity) for name, identity in keys)),
    }


def _rows(session: Session, table: str, *columns: str) -> list[list[str]]:
    """The rows of one of our tables; none where it does not exist yet."""
    found = session.run(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n "
        f"ON n.oid = c.relnamespace WHERE c.relname = '{table}' AND c.relkind = 'r' LIMIT 1"
    )
    if not found:
        return []
    return session.run(f"SELECT {', '.join(columns)} FROM {found[0][0]}")


def _names(session: Session, table: str, column: str) -> list[str]:
    return [row[0] for row in _rows(session, table, column)]


def _row(session: Session, table: str, *columns: str) -> list[str]:
    rows = _rows(session, table, *columns)
    return rows[0] if rows else []


def new_name(moment: datetime, version: str, short_id: str) -> str:
    """YYYYMMDDTHHMMSSZ-<version>-<short id>"""
    kept = "".join(c if c.isalnum() or c in ".+_~" else "_" for c in version)
    return f"{moment.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}-{kept}-{short_id}"


def compose(
    name: str,
    purpose: Purpose,
    kind: str,
    told: Mapping[str, Any],
    databases: Mapping[str, Any],
    attachments: Mapping[str, int],
    folder: Path,
) -> dict[str, Any]:
    """The manifest of a bundle whose other files are all written."""
    sealed = folder / bundle.SEALED
    inside = sealed.exists()
    return {
        "format": bundle.FORMAT,
        "name": name,
        "createdAt": bundle.moment_of(name).isoformat(),
        "why": purpose.why,
        "who": purpose.person,
        "kind": kind,
        **told,
        "components": {"lazyit": __version__, "python": platform.python_version()},
        "databases": dict(databases),
        "attachments": dict(attachments),
        "environment": {
            "inside": inside,
            "sealedAt": _moment_of(sealed) if inside else None,
            "note": WITH_ENVIRONMENT if inside else WITHOUT_ENVIRONMENT,
        },
        "files": files_of(folder),
    }


def _moment_of(path: Path) -> str:
    return datetime.fromtimestamp(int(path.stat().st_mtime), timezone.utc).isoformat()


def files_of(folder: Path) -> dict[str, Any]:
    """Size and digest of every file of a bundle."""
    return {
        path.name: {"size": path.stat().st_size, "sha256": durable.sha256_of(path)}
        for path in sorted(folder.iterdir())
    }
