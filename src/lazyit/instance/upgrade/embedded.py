"""Upgrades of an embedded instance, whose supervisor stops and starts roles for them."""

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import FileIO
from pathlib import Path
from typing import IO, Any

from lazyit import __version__
from lazyit.instance import control, identity, layout
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.program import Program
from lazyit.instance.psql import Database
from lazyit.instance.registry import fresh_secret
from lazyit.instance.releases import Release, Releases
from lazyit.instance.roles import Application
from lazyit.instance.upgrade import (
    backups,
    children,
    history,
    plan,
    probing,
    rehearsing,
    staging,
)
from lazyit.instance.upgrade.applying import Manage, Outcome
from lazyit.instance.upgrade.listening import begun_in, lines_of
from lazyit.instance.upgrade.origins import Origin
from lazyit.instance.upgrade.plan import Plan, Target
from lazyit.instance.upgrade.plan.embedded import EmbeddedPlace
from lazyit.instance.upgrade.probing import Ask
from lazyit.instance.upgrade.rehearsing import Rehearsal
from lazyit.instance.upgrade.runs import Runs
from lazyit.instance.valkey import Broker

# The worker ends its jobs before anybody has to wait, and starts while the web role does.
MIRRORED = 20  # runs
ROLES = ("worker", "web")


@dataclass
class Embedded:
    """A data directory whose servers run."""

    instance: Instance
    is_running: bool
    progress: Progress
    _held: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    has_worker = True

    @property
    def source(self) -> Source:
        """What is backed up before, and changed."""
        return Source.of_instance(self.instance)

    @property
    def releases(self) -> Releases:
        """Its installed versions."""
        return Releases(self.instance.layout)

    @property
    def runs(self) -> Runs:
        """Where its journals are."""
        return Runs(self.instance.layout.upgrades)

    @property
    def secret(self) -> str:
        """AUTH_SECRET."""
        return self.instance.values["AUTH_SECRET"]

    @property
    def origin(self) -> str:
        """The address that people type."""
        return self.instance.url

    @property
    def serving(self) -> "str | None":
        """The version that runs, or would."""
        current = self.releases.current
        if current:
            return current.version
        return self._status["version"] if self.is_running else None

    @property
    def _status(self) -> "dict[str, Any]":
        return control.ask(self.instance.layout, "status")

    @property
    def database(self) -> Database:
        """The application's own."""
        return self.source.app

    def stage(self, origin: str, version: str) -> None:
        """Have a version among the releases."""
        found = Origin.find(origin)
        if found.version != version:
            raise RefusedError(f"{origin} is lazyit {found.version} by now, not {version}.")
        found.install(self.releases)

    def plan(self, source: "str | None") -> Plan:
        """What bringing it to the version of a source would do; none: of this command."""
        target = Target.of(Path(source)) if source else Target.own()
        return plan.make(EmbeddedPlace(self.instance.layout), target, self.runs.all())

    def plan_to(self, version: str) -> Plan:
        """The plan again, by the new code itself."""
        return self.plan(str(self._release(version).path))

    def mirror(self) -> None:
        """Copy what the journals say into the database, for the pages of a version that has any."""
        told = json.dumps(history.history(self.runs)[:MIRRORED])
        with contextlib.suppress(InstanceError, OSError):
            if self.serving:
                self.manage(self.serving)(["upgrade_runs", told], {})

    def keep(self, version: str) -> "str | None":
        """Have what runs now among the releases, since a checkout may change at any moment."""
        if self.releases.find(version):
            return version
        if __version__ == version:
            return staging.keep_own(self.releases).version
        if found := staging.from_code(self.releases, version):
            return found.version
        if self.is_running:
            raise RefusedError(
                f"lazyit {version}, which runs, was not kept, and this command is lazyit "
                f"{__version__}: there would be no way back to it.",
                go_on=f"lazyit down --data {self.instance.layout.data}, then the same command",
            )
        return None

    def has(self, version: str) -> bool:
        """Whether a version is among the releases."""
        return self.releases.find(version) is not None

    def _release(self, version: str) -> Release:
        found = self.releases.find(version)
        if found is None:
            raise RefusedError(
                f"lazyit {version} is not among the releases in {self.releases.path}.",
                go_on=f"lazyit upgrade run --to WHEEL_OF_{version}",
            )
        return found

    def manage(self, version: str) -> Manage:
        """Run the management commands of a version on the instance, or elsewhere."""
        application = self.instance.application_of(self._release(version))

        def run(words: "Sequence[str]", environ: "Mapping[str, str]") -> Outcome:
            return self._follow(application.manage(*words).marked(environ))

        return run

    def _follow(self, program: Program) -> Outcome:
        """Run it to its end, and show which migration it is at: nobody's clock judges it."""
        path = self.instance.layout.log(program.name)
        process = subprocess.Popen(
            program.command(),
            cwd=program.folder,
            env=program.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            assert process.stdout  # noqa: S101 it was made with a pipe
            with path.open("wb", buffering=0) as log:
                said = self._shown(process.stdout, log)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
        return Outcome(process.returncode, said)

    def _shown(self, output: IO[bytes], log: FileIO) -> str:
        lines = []
        for line in lines_of(output):
            lines.append(line)
            with contextlib.suppress(OSError):  # a log without room fails no upgrade
                log.write(line.encode())
            if name := begun_in(line):
                self.progress.stage(f"applying {name}")
        return "".join(lines)

    def back_up(self, run: str) -> str:
        """Make a proven bundle."""
        return backups.back_up(self.source, run, self.progress)

    def rehearse(self, rehearsal: Rehearsal) -> "dict[str, Any]":
        """Try a version on a restored bundle."""
        return rehearsing.rehearse(rehearsal, self, self.progress)

    def bring_attachments(self, bundle: str) -> None:
        """Put removed attachments back."""
        backups.bring_attachments(self.source, bundle, self.progress)

    def clear(self) -> None:
        """Remove what a rehearsal has left."""
        rehearsing.clear(self.source)

    @contextlib.contextmanager
    def rehearsing(self, version: str, run: str, database: Database) -> "Iterator[Ask]":
        """Run a version on a database and a broker of its own: no schedule, no network."""
        place = rehearsing.place_of(self.source)
        sockets = layout.short_enough(place / "s")
        with _emptied(place), _emptied(sockets):
            broker = Broker(place / "valkey", sockets / "v.sock", fresh_secret(), safe=False)
            told = {
                "DATABASE_URL": database.url,
                "REDIS_URL": broker.url,
                "ATTACHMENTS_DIR": str(place / "attachments"),
                **dict.fromkeys(rehearsing.SILENT, ""),
            }
            application = self.instance.application_of(self._release(version), run)
            gate = sockets / "web.sock"
            with (
                children.running(broker.program(), place),
                _roles(replace(application, environ={**application.environ, **told}), gate, place),
            ):
                yield probing.through_socket(gate)

    def close(self, version: str, run: str) -> None:
        """Close the door, let those inside finish, stop both roles.

        What runs is a release from now on, whatever becomes of the checkout it came from.
        """
        if self.is_running and self.releases.current is None:
            self.switch(version)
        self.stop_held(run)

    def start_held(self, version: str, run: str) -> None:
        """Start a version for the engine alone."""
        if self.is_running:
            for role in ROLES:
                control.ask(self.instance.layout, "start", role, run=run, **{"try": version})
            return
        application = self.instance.application_of(self._release(version), run)
        gate = self.instance.door.gate
        self.instance.door.prepare()
        self._held.enter_context(_roles(application, gate, self.instance.layout.logs))

    @property
    def ask(self) -> Ask:
        """Ask the version that is held."""
        return probing.through_socket(self.instance.door.gate)

    def stop_held(self, run: str) -> None:
        """Stop what runs for the engine alone, or for everybody."""
        self._held.close()
        if self.is_running:
            for role in ROLES:
                control.ask(self.instance.layout, "stop", role, run=run)

    def switch(self, version: "str | None") -> None:
        """From now on this version is started; none: that of the command itself."""
        self.releases.switch(self._release(version) if version else None)

    def open(self, run: str) -> None:
        """Let everybody in to the version that is held."""
        self._held.close()
        if self.is_running and self._status["trying"]:
            control.ask(self.instance.layout, "open", "web", run=run)

    def start(self, run: str) -> None:
        """Start what does not run of the current version, and its worker for everybody's jobs."""
        if self.is_running:
            control.ask(self.instance.layout, "stop", "worker", run=run)
            for role in ROLES:
                control.ask(self.instance.layout, "start", role, run=run)


@contextlib.contextmanager
def _emptied(folder: Path) -> "Iterator[None]":
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _roles(application: Application, gate: Path, logs: Path) -> "Iterator[None]":
    """Both roles of a release on trial; where the kernel lets it, they reach nobody outside."""
    alone = identity.without_network()
    web = replace(application.web(gate), identity=alone)
    worker = replace(application.worker(), identity=alone)
    with children.running(web, logs), children.running(worker, logs):
        yield
