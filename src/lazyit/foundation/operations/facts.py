"""What the application knows of its own instance."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass

import django
from django.conf import settings
from django.db import connection

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.operations.models import Instance, InstanceRelease, KeyIdentity
from lazyit.foundation.operations.standing import read
from lazyit.instance.doctor.disk import is_short


@dataclass(frozen=True, slots=True)
class Disk:
    """The volume on which attachments are kept."""

    total: int
    free: int

    @property
    def is_short(self) -> bool:
        """Say whether somebody should make room soon."""
        return is_short(self.total, self.free)


def version() -> dict[str, str]:
    """Return the release that runs."""
    return {"current": settings.INSTANCE.app_version, "gitSha": settings.INSTANCE.git_sha}


def schema_identity() -> str:
    """Return what the applied migrations are recognised by: the same schema has the same one."""
    with connection.cursor() as cursor:
        return read(cursor).schema_identity[:12]


def release() -> InstanceRelease | None:
    """Return the release that the database was brought to."""
    return InstanceRelease.objects.filter(pk=1).first()


def keys() -> list[KeyIdentity]:
    """Return the keys that the database knows, by name."""
    return list(KeyIdentity.objects.order_by("name"))


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
