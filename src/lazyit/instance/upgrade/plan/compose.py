"""An instance of containers, looked at from its checkout on the host."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lazyit.instance import judgement, ways
from lazyit.instance.doctor import services
from lazyit.instance.doctor.commands import ENV_FILE, Commands
from lazyit.instance.doctor.findings import Finding, Words, _, failure, well
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import RefusedError
from lazyit.instance.judgement import Judgement
from lazyit.instance.psql import Database
from lazyit.instance.registry import COMPOSE
from lazyit.instance.upgrade.compose.versions import Version
from lazyit.instance.upgrade.plan import space
from lazyit.instance.upgrade.plan.containers import (
    ContainedDatabase,
    Containers,
    Done,
    volume_told,
)
from lazyit.instance.upgrade.plan.parts import Target, Volume, kept_environ, printed, run
from lazyit.instance.upgrade.plan.settings import SettingsFile
from lazyit.instance.upgrade.release_file import ReleaseFile
from lazyit.instance.upgrade.runs import Runs

TOLD = "cat /opt/lazyit/lib/python3*/site-packages/lazyit/release.json"
# As the role that reads the fewest settings, which `lazyit migrate` itself would be.
MANAGE = ("-e", "LAZYIT_ROLE=migrate", "migrate", "python", "-m", "lazyit.config.manage")
CLUSTER, BUNDLES = "/var/lib/postgresql", "/var/backups/lazyit"
ATTACHMENTS = "/var/lib/lazyit/attachments"


@dataclass(frozen=True)
class ComposePlace:
    """A checkout with compose.yaml and a settings file."""

    root: Path
    staged: "Version | None" = None  # the new version, once its image is built

    kind = COMPOSE
    commands = Commands(COMPOSE)

    @cached_property
    def _containers(self) -> Containers:
        return Containers(self.root)

    @cached_property
    def _file(self) -> EnvironmentFile:
        return judgement.read(self.root / ENV_FILE)

    @property
    def name(self) -> str:
        """The checkout."""
        return str(self.root)

    @property
    def runs(self) -> Runs:
        """In the checkout, apart from what git knows."""
        return Runs(self.root / "var" / "upgrades")

    @property
    def database(self) -> Database:
        """The live database, asked from inside whichever role runs."""
        return ContainedDatabase.of(self._containers, self.values.get("DATABASE_URL", ""))

    @property
    def values(self) -> Mapping[str, str]:
        """What the settings file says."""
        return judgement.given_values(self._file)

    @property
    def settings_path(self) -> str:
        """The settings file, as commands name it."""
        return ENV_FILE

    def verb(self, words: str) -> str:
        """Upgrades run on the host; other verbs inside, where the backups are in sight."""
        if words == "status":
            return self.commands.status()
        if words.startswith("upgrade"):
            return self.commands.bare(words)
        return f"{ways.COMPOSE} exec backup lazyit {words}"

    def settings(self, target: Target) -> SettingsFile:
        """Judged by the new version's own registry, or by this one's."""
        path = self.root / ENV_FILE
        told = printed(target.bare("env", "check", "--file", str(path), "--json"))
        judged = Judgement(told["problems"], told["warnings"]) if told else judgement.judge(path)
        check, add = self.commands.check_settings(), self.commands.add_settings()
        return SettingsFile(self._file, COMPOSE, judged, told is not None, check, add)

    def ask_new(self, target: Target, *words: str) -> "Done | None":
        """The new version's image on the live database, once it is built from this checkout."""
        words = ("run", "--rm", "--no-deps", "-T", *MANAGE, *words)
        if self.staged:
            return self.staged.compose.run(*words)
        if target.source != self.root or not self._containers.image_size(self._image(target)):
            return None
        return self._containers.compose(*words)

    def _image(self, target: Target) -> str:
        return self.values.get("LAZYIT_IMAGE", f"lazyit:{target.version}")

    def health(self) -> "list[Finding]":
        """Every container that there is: services that only the new version has are none yet."""
        try:
            there = self._containers.there
        except (services.EngineError, ValueError, KeyError) as error:
            return [self._wrong(str(error).strip() or type(error).__name__)]
        if not there:
            return [self._wrong("no container of it is there")]
        wrong = [self._wrong(text) for name, each in there.items() if (text := _state(name, each))]
        return wrong or [well("instance", _("Every service is running."))]

    def _wrong(self, what: str) -> Finding:
        why = _("What it does is not done; requests wait, then fail.")
        return failure("instance", Words("{what}", {"what": what}), why, self.commands.start())

    def bundles(self) -> "list[dict[str, Any]]":
        """Every bundle, the newest first; the backup service alone sees them."""
        told = printed(self._containers.inside("backup", "lazyit backup list --json"))
        return told if isinstance(told, list) else []

    def volumes(self) -> "Mapping[str, Volume]":
        """Where containers keep their data and the engine its images, as far as can be seen."""
        images = ["df", "-Pk", self._containers.engine_folder]
        told = {
            space.DATABASE: self._containers.inside("db", f"df -Pk {CLUSTER}"),
            space.BACKUPS: self._containers.inside("backup", f"df -Pk {BUNDLES}"),
            space.RELEASES: run(images, kept_environ()),
        }
        found = {purpose: volume_told(done) for purpose, done in told.items()}
        return {purpose: volume for purpose, volume in found.items() if volume}

    def others(self) -> int:
        """Their addresses hold passwords, which no command line should: the last dump tells."""
        return 0

    def attachments(self) -> int:
        """About what the next bundle would copy."""
        look = f"du -sk {ATTACHMENTS} {BUNDLES}/blobs 2>/dev/null"
        lines = self._containers.inside("backup", look).stdout.splitlines()
        there, *kept = [int(line.split()[0]) * 1024 for line in lines] or [0]
        return max(0, there - sum(kept))

    def release_size(self, target: Target) -> int:
        """An image like the one that serves, and as much again that building it leaves."""
        if self._containers.image_size(self._image(target)):
            return 0
        with_image = self._containers.there.get(self._containers.asked, {})
        return 2 * self._containers.image_size(with_image.get("Image", ""))

    def current(self) -> "ReleaseFile | None":
        """What the image that serves says of itself; those before 0.3.0 say nothing."""
        done = self._containers.inside(self._containers.asked, TOLD)
        try:
            return ReleaseFile.parse(done.stdout, "its release.json")
        except RefusedError:
            return None


def _state(name: str, found: "dict[str, Any]") -> str:
    """What is wrong with a service; the one-shot ones have ended well."""
    if found["State"] == "running":
        return f"{name} is unhealthy" if found.get("Health") == "unhealthy" else ""
    ended = found["State"] == "exited" and not found.get("ExitCode")
    return "" if name == services.ONE_SHOT and ended else f"{name} is {found['State']}"
