"""An instance in a data directory, whose supervisor runs."""

import contextlib
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lazyit.instance import judgement, settings
from lazyit.instance.backup.listing import about
from lazyit.instance.backup.source import APP, Source
from lazyit.instance.doctor import running
from lazyit.instance.doctor.commands import Commands
from lazyit.instance.doctor.findings import WARNING, Finding, made
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import InstanceError
from lazyit.instance.instance import Instance
from lazyit.instance.judgement import Judgement
from lazyit.instance.layout import Layout
from lazyit.instance.psql import Database, DatabaseError
from lazyit.instance.registry import EMBEDDED
from lazyit.instance.releases import Releases
from lazyit.instance.upgrade.plan import space
from lazyit.instance.upgrade.plan.parts import Target, Volume, kept_environ, printed, run
from lazyit.instance.upgrade.plan.place import Done
from lazyit.instance.upgrade.plan.settings import SettingsFile
from lazyit.instance.upgrade.release_file import ReleaseFile
from lazyit.instance.upgrade.runs import Runs

SIZE = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True)
class EmbeddedPlace:
    """One embedded instance; what is wrong with its settings is a problem of the plan."""

    layout: Layout

    kind = EMBEDDED

    @property
    def name(self) -> str:
        """Its data directory."""
        return str(self.layout.data)

    @cached_property
    def _file(self) -> EnvironmentFile:
        return judgement.read(self.layout.env)

    @cached_property
    def _instance(self) -> Instance:
        return Instance(self.layout, settings.read_values(self._file.values)[0])

    @cached_property
    def _source(self) -> Source:
        return Source.of_instance(self._instance)

    @property
    def _commands(self) -> Commands:
        return Commands(EMBEDDED, self.name)

    @property
    def runs(self) -> Runs:
        """In the data directory."""
        return Runs(self.layout.upgrades)

    @property
    def database(self) -> Database:
        """The live database."""
        return self._source.app

    @property
    def values(self) -> Mapping[str, str]:
        """The settings, those in files of their own read."""
        return self._instance.values

    @property
    def settings_path(self) -> str:
        """DATA/env."""
        return str(self.layout.env)

    def verb(self, words: str) -> str:
        """A verb with --data."""
        return self._commands.bare(words)

    def settings(self, target: Target) -> SettingsFile:
        """Judged by the new version's own registry, or by this one's."""
        told = printed(target.bare("env", "check", "--data", self.name, "--json"))
        judged = (
            Judgement(told["problems"], told["warnings"])
            if told is not None
            else Judgement(*Instance.examine(self.layout))
        )
        check, edit = self._commands.check_settings(), f"an editor on {self.layout.env}"
        return SettingsFile(self._file, EMBEDDED, judged, told is not None, check, edit)

    def ask_new(self, target: Target, *words: str) -> "Done | None":
        """A management command of the new version, on the live database."""
        if target.python is None:
            return None
        given = {"DATABASE_URL": self.database.url, "LAZYIT_ROLE": "migrate"}
        instance = self._instance
        environ = {**kept_environ(), **instance.unknown, **instance.environ, **given}
        return run([str(target.python), "-m", "lazyit.config.manage", *words], environ)

    def health(self) -> "list[Finding]":
        """What the supervisor says of each role; without one nobody is served, which is no harm."""
        commands = self._commands
        found = made("instance", lambda: running.check(self.layout, commands), commands.status())
        down = running.down(commands)
        return [replace(each, level=WARNING) if each == down else each for each in found]

    def bundles(self) -> "list[dict[str, Any]]":
        """Every bundle, the newest first."""
        return [about(each) for each in self._source.store.bundles()]

    def volumes(self) -> "Mapping[str, Volume]":
        """Where the cluster, the bundles and the releases lie."""
        return {
            space.DATABASE: volume_of(self.layout.postgres),
            space.BACKUPS: volume_of(self._source.store.path),
            space.RELEASES: volume_of(self.layout.data),
        }

    def others(self) -> int:
        """Each database in LAZYIT_BACKUP_DATABASES that answers."""
        found = 0
        for name, other in self._source.databases.items():
            with contextlib.suppress(DatabaseError):
                found += int(other.value(SIZE)) if name != APP else 0
        return found

    def attachments(self) -> int:
        """What the next bundle would copy."""
        kept = self._source.store.blobs.listed()
        folder = self._source.attachments
        listed = folder.listed() if folder else {}
        return sum(size for digest, size in listed.items() if digest not in kept)

    def release_size(self, target: Target) -> int:
        """As much as the environment of this command, of which most can be shared, if not all."""
        return 0 if target.python else size_of(Path(sys.prefix))

    def current(self) -> "ReleaseFile | None":
        """The current release's file; without releases of its own, this command's."""
        try:
            release = Releases(self.layout).current
            return ReleaseFile.of_source(release.path) if release else ReleaseFile.own()
        except InstanceError:
            return None


def volume_of(folder: Path) -> Volume:
    """The volume of a folder, or of the nearest one above it that is there."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return Volume(there.stat().st_dev, str(folder), shutil.disk_usage(there).free)


def size_of(folder: Path) -> int:
    """All files below a folder, each counted once."""
    seen: dict[tuple[int, int], int] = {}
    for parent, _folders, names in os.walk(folder):
        for name in names:
            found = os.lstat(os.path.join(parent, name))  # noqa: PTH118 twenty thousand of them
            seen[(found.st_dev, found.st_ino)] = found.st_size
    return sum(seen.values())
