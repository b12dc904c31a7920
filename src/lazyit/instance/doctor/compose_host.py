"""The host's part of the doctor for a compose instance: its checkout, file and services."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lazyit.instance.backup import host_sealing, sealing
from lazyit.instance.doctor import address, certificate, permissions, services, settings_file
from lazyit.instance.doctor.commands import ENV_FILE, Commands
from lazyit.instance.doctor.findings import Check, Finding, made
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.judgement import judge
from lazyit.instance.registry import COMPOSE


@dataclass(frozen=True)
class ComposeHost:
    """A checkout with compose.yaml and a settings file."""

    root: Path

    @property
    def commands(self) -> Commands:
        """How this instance is addressed."""
        return Commands(COMPOSE)

    @property
    def env(self) -> Path:
        """The settings file."""
        return self.root / ENV_FILE

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Whatever can be read of its settings."""
        try:
            return EnvironmentFile.read(self.env).values
        except OSError:
            return {}

    def examine(self) -> "list[Finding]":
        """Make every check; each is told, whatever happens to the others."""
        fix = self.commands.status()
        return [f for name, make in self._checks().items() for f in made(name, make, fix)]

    def _checks(self) -> "dict[str, Check]":
        commands, origin = self.commands, self.values.get("WEB_ORIGIN")
        return {
            "instance": lambda: services.check(self.root, commands),
            "settings": self._judged,
            "permissions": lambda: permissions.check([self.env], []),
            "address": lambda: address.check_from_outside(self.values, commands),
            "certificate": lambda: certificate.check(origin, commands.logs("proxy")),
        }

    def _judged(self) -> "list[Finding]":
        found = judge(self.env)
        warned = [*found.warnings, *self._not_sealed()]
        return [*settings_file.check(found.problems, warned, self.commands)]

    def _not_sealed(self) -> "list[str]":
        """Backups take the file as it was sealed last; nobody but the service knows of when."""
        wanted = sealing.recipients(self.values.get("BACKUP_SEAL_TO", ""))
        if not wanted or not services.any_runs(self.root) or host_sealing.is_current(self.root):
            return []
        return ["BACKUP_SEAL_TO: backups hold no settings file as it is now: ./lazyit env seal"]
