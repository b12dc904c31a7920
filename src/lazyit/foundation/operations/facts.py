"""What the application knows of its own instance."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from hashlib import sha256

import django
from django.conf import settings
from django.db import connection

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.operations.models import Instance

SHORT = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Disk:
    """The volume on which attachments are kept."""

    total: int
    free: int

    @property
    def is_short(self) -> bool:
        """Say whether somebody should make room soon."""
        return self.free < max(self.total // 10, SHORT)


def version() -> dict[str, str]:
    """Return the release that runs."""
    return {"current": settings.INSTANCE.app_version, "gitSha": settings.INSTANCE.git_sha}


def schema_identity() -> str:
    """Return the digest of the applied migrations: the same schema has the same one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        applied = "\n".join(f"{app}.{name}" for app, name in cursor.fetchall())
    return sha256(applied.encode()).hexdigest()[:12]


def software() -> dict[str, str]:
    """Return the versions of what lazyit stands on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgresql = cursor.fetchone()[0]
    return {
        "PostgreSQL": postgresql,
        "Python": platform.python_version(),
        "Django": django.get_version(),
    }


def database_size() -> int:
    """Return the size of the database in bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def disk() -> Disk | None:
    """Return the space of the volume for attachments, where one is configured."""
    folder = settings.INSTANCE.attachments_dir
    if folder is None or not folder.exists():
        return None
    usage = shutil.disk_usage(folder)
    return Disk(usage.total, usage.free)


def administrators() -> list[Person]:
    """Return who can administer the instance now."""
    return list(Person.objects.administrators().order_by("name_folded", "pk"))


def instance() -> Instance | None:
    """Return the instance's own row."""
    return Instance.objects.filter(pk=1).first()
