"""The host's part of the doctor for an embedded instance: its data directory and supervisor."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lazyit.instance.doctor import (
    address,
    backups,
    certificate,
    disk,
    permissions,
    running,
    settings_file,
)
from lazyit.instance.doctor.commands import Commands
from lazyit.instance.doctor.findings import Check, Finding, _, failure, made
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import InstanceError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.registry import EMBEDDED


@dataclass(frozen=True)
class EmbeddedHost:
    """A data directory on this host."""

    layout: Layout

    @property
    def commands(self) -> Commands:
        """How this instance is addressed."""
        return Commands(EMBEDDED, str(self.layout.data))

    @property
    def is_absent(self) -> bool:
        """Whether nothing was ever made here."""
        return not (self.layout.env.exists() or self.layout.has_data)

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Whatever can be read of its settings."""
        try:
            return EnvironmentFile.read(self.layout.env).values
        except OSError:
            return {}

    @property
    def backups(self) -> Path:
        """Where its bundles lie."""
        return Path(self.values.get("BACKUP_DIR") or self.layout.data / "backups")

    def examine(self) -> "list[Finding]":
        """Make every check; each is told, whatever happens to the others."""
        if self.is_absent:
            return [_absent(self)]
        fix = self.commands.status()
        return [
            finding for name, make in self._checks().items() for finding in made(name, make, fix)
        ]

    def _checks(self) -> "dict[str, Check]":
        layout, commands, origin = self.layout, self.commands, self.values.get("WEB_ORIGIN")
        folders = [
            (disk.DATA, layout.data),
            (disk.ATTACHMENTS, layout.attachments),
            (disk.BACKUPS, self.backups),
        ]
        return {
            "instance": lambda: running.check(layout, commands),
            "settings": self._settings,
            "permissions": lambda: permissions.check([layout.env], [layout.data, self.backups]),
            "disk": lambda: disk.check(folders),
            "backups": lambda: backups.check(self.backups, commands.lazyit("backup create")),
            "address": lambda: address.check_from_outside(self.values, commands),
            "certificate": lambda: certificate.check(origin, commands.logs("proxy")),
        }

    def _settings(self) -> "list[Finding]":
        try:
            problems, warnings = Instance.examine(self.layout)
        except InstanceError as error:
            return [*settings_file.check([error.what], [], self.commands)]
        return [*settings_file.check(problems, warnings, self.commands)]


def _absent(host: EmbeddedHost) -> Finding:
    return failure(
        "instance",
        _("There is no instance in {folder}.", folder=host.layout.data),
        _("Nobody is served."),
        host.commands.start(),
    )
