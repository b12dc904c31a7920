"""What is backed up and where to, of an embedded instance or by a container's settings."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.backup.store import Store
from lazyit.instance.instance import Instance
from lazyit.instance.psql import Database
from lazyit.instance.settings import read_values

APP = "app"  # the name of the application's own dump
IN_CONTAINERS = "/var/backups/lazyit"
KeyCheck = Callable[[Database], "list[str]"]  # what cannot be decrypted in a restored database


@dataclass(frozen=True)
class Source:
    """The databases, attachments and settings of one instance, and the store of its bundles."""

    kind: str
    store: Store
    databases: Mapping[str, Database]
    attachments: BlobFolder | None = None
    environment: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    key_check: KeyCheck | None = None

    @property
    def app(self) -> Database:
        """The application's own database."""
        return self.databases[APP]

    @classmethod
    def of_instance(cls, instance: Instance, key_check: KeyCheck | None = None) -> "Source":
        """An embedded instance, whose servers run."""
        values = instance.values
        folder = Path(values.get("BACKUP_DIR") or instance.layout.data / "backups")
        return cls(
            "embedded",
            Store(instance.layout.data / folder),
            _databases(instance.cluster.url, values),
            BlobFolder(instance.layout.attachments),
            instance.layout.env,
            values,
            key_check,
        )

    @classmethod
    def of_container(
        cls, environ: Mapping[str, str], key_check: KeyCheck | None = None
    ) -> "Source":
        """A container, told by its environment; the settings file itself is on the host."""
        values, _problems = read_values(environ)
        attachments = values.get("ATTACHMENTS_DIR")
        return cls(
            "compose",
            Store(Path(values.get("BACKUP_DIR") or IN_CONTAINERS)),
            _databases(values["DATABASE_URL"], values),
            BlobFolder(Path(attachments)) if attachments else None,
            None,
            values,
            key_check,
        )


def _databases(url: str, values: Mapping[str, str]) -> dict[str, Database]:
    """The application's own, and the others by their names, told apart where those are the same."""
    found = {APP: Database.at(url)}
    for other in values.get("LAZYIT_BACKUP_DATABASES", "").split():
        database = Database.at(other)
        name = stem = database.address.name.replace(os.sep, "_")
        while name in found:
            name = f"{stem}-{len(found)}"
        found[name] = database
    return found
