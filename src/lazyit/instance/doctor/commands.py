"""The commands that findings name, as one types them for this kind of instance."""

import shlex
from dataclasses import dataclass

from lazyit.instance import ways
from lazyit.instance.registry import COMPOSE

ENV_FILE = ways.ENVIRONMENT_FILE
UPON = ways.COMPOSE


@dataclass(frozen=True)
class Commands:
    """How to address one instance."""

    kind: str
    data: str = ""  # of an embedded instance

    def lazyit(self, words: str) -> str:
        """A verb that needs the application."""
        if self.kind == COMPOSE:
            return f"{UPON} exec api lazyit {words}"
        return self.bare(words)

    def backup(self, words: str) -> str:
        """Do something with bundles, where they are in sight."""
        if self.kind == COMPOSE:
            return f"{UPON} run --rm --no-deps backup lazyit backup {words}"
        return self.bare(f"backup {words}")

    def inside(self, command: str) -> str:
        """A command where the application runs."""
        return f"{UPON} exec api {command}" if self.kind == COMPOSE else command

    def bare(self, words: str) -> str:
        """A verb that runs on the host."""
        if self.kind == COMPOSE:
            return f"./lazyit {words}"
        return f"lazyit {words} --data {shlex.quote(self.data)}" if self.data else f"lazyit {words}"

    def upgrade(self, action: str) -> str:
        """An action of the upgrade; containers get their new version by the checkout."""
        if action in {"plan", "run"}:
            new = "git pull && " if self.kind == COMPOSE else ""
            to = "" if self.kind == COMPOSE else " --to WHEEL_OR_CHECKOUT"
            return f"{new}{self.bare(f'upgrade {action}')}{to}"
        return self.bare(f"upgrade {action}")

    def logs(self, role: str) -> str:
        """Read what a role said."""
        if self.kind == COMPOSE:
            return f"{UPON} logs --tail 50 {service_of(role)}"
        return self.bare(f"logs {role}")

    def start(self, role: str = "") -> str:
        """Start the instance, or one role of it."""
        if self.kind == COMPOSE:
            return f"{UPON} up -d {service_of(role)}".rstrip()
        return self.bare(f"up {role}".rstrip())

    def migrate(self) -> str:
        """Bring the database to this version: in compose, starting does it."""
        return self.start() if self.kind == COMPOSE else self.bare("migrate")

    def restart(self) -> str:
        """Let every role read its settings anew."""
        if self.kind == COMPOSE:
            return f"{UPON} up -d api"
        return f"{self.bare('down')} && {self.bare('up')}"

    def status(self) -> str:
        """See what runs."""
        return f"{UPON} ps" if self.kind == COMPOSE else self.bare("status")

    def check_settings(self) -> str:
        """Judge the settings file."""
        if self.kind == COMPOSE:
            return f"./lazyit env check --file {ENV_FILE}"
        return self.bare("env check")

    def add_settings(self) -> str:
        """Append the lines that a settings file of containers lacks."""
        return f"./lazyit env missing --file {ENV_FILE} >> {ENV_FILE}"

    @property
    def settings_file(self) -> str:
        """The file with the settings."""
        return ENV_FILE if self.kind == COMPOSE else f"{self.data or 'DATA'}/env"


def service_of(role: str) -> str:
    """What compose calls a role of the embedded instance."""
    return {"postgres": "db", "proxy": "caddy"}.get(role, role)
