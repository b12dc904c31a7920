"""Upgrades of an instance of containers: compose stops and starts its services for them."""

import contextlib
import http
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lazyit.instance import ways
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import IN_CONTAINERS
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.psql import Database
from lazyit.instance.upgrade import history, plan, rehearsing
from lazyit.instance.upgrade.applying import Manage, Outcome
from lazyit.instance.upgrade.compose import engine, roles, services
from lazyit.instance.upgrade.compose.checkout import Checkout
from lazyit.instance.upgrade.compose.desk import Desk
from lazyit.instance.upgrade.compose.roles import Roles
from lazyit.instance.upgrade.compose.versions import FILES, Compose, Image, Version, Versions
from lazyit.instance.upgrade.listening import begun_in
from lazyit.instance.upgrade.plan import Plan, Target
from lazyit.instance.upgrade.plan.compose import MANAGE, ComposePlace
from lazyit.instance.upgrade.probing import Ask
from lazyit.instance.upgrade.rehearsing import Rehearsal
from lazyit.instance.upgrade.runs import Runs

MIRRORED = 20  # runs
INSIDE = ("python", "-m", "lazyit.instance.upgrade.compose.inside")
SCRATCH = tuple(f"{IN_CONTAINERS}/{name}" for name in (rehearsing.SCRATCH, rehearsing.ROLES))
MARK = ("--label", services.AT_WORK)
READY = "/health/ready"


@dataclass(frozen=True)
class State:
    """Where a checkout keeps what its upgrades write: apart from what git knows."""

    root: Path

    @property
    def path(self) -> Path:
        """The folder of everything."""
        return self.root / "var"

    @property
    def runs(self) -> Runs:
        """The journals."""
        return Runs(self.path / "upgrades")

    @property
    def versions(self) -> Versions:
        """What starts each version."""
        return Versions(self.root, self.path / "versions")

    @property
    def log(self) -> Path:
        """What commands said that took long."""
        return self.path / "upgrades" / "log"

    @property
    def compose(self) -> Compose:
        """Compose on the checkout as it is."""
        return Compose(self.root, tuple(self.root / name for name in FILES))


@dataclass
class Composed:
    """A checkout whose containers are there."""

    state: State
    progress: Progress
    desk: Desk
    project: str

    is_running = True  # an instance that serves nobody is not upgraded, it is started

    @property
    def runs(self) -> Runs:
        """Where its journals are."""
        return self.state.runs

    @property
    def versions(self) -> Versions:
        """What starts each version."""
        return self.state.versions

    @cached_property
    def values(self) -> "Mapping[str, str]":
        """What the settings file says."""
        return ComposePlace(self.state.root).values

    @property
    def secret(self) -> str:
        """AUTH_SECRET."""
        return self.values["AUTH_SECRET"]

    @property
    def origin(self) -> str:
        """The address that people type, or any where any is good."""
        return self.values.get("WEB_ORIGIN", "http://localhost")

    @property
    def has_worker(self) -> bool:
        """Whether there is a broker, and somebody who takes jobs from it."""
        return "REDIS_URL" in self.values

    @property
    def database(self) -> Database:
        """The application's own."""
        return self.desk.database(self.values["DATABASE_URL"])

    @property
    def roles(self) -> Roles:
        """What runs."""
        return Roles(self.state.compose)

    def keep(self, version: str) -> "str | None":
        """Keep what starts the version that runs, by what runs of it."""
        image = self.roles.image()
        if image is None:
            raise InstanceError(f"No container of lazyit {version} is there.", touched="")
        found = self.versions.find(version)
        checkout = Checkout(self.state.root)
        commit = found.git if found and found.image.id == image.id else checkout.commit_of(version)
        texts = self._texts(found, image) or checkout.texts_at(commit)
        settings = self.roles.settings()
        self.versions.keep(version, image, texts, settings, source="", git=commit)
        return version

    def _texts(self, found: "Version | None", image: Image) -> "dict[str, str] | None":
        """The files that it was started from, where they were kept then."""
        if found is None or found.image.id != image.id:
            return None
        return {name: (found.folder / Path(name).name).read_text() for name in FILES}

    def stage(self, origin: str, version: str) -> None:
        """Build the image of a checkout under a name of its own, and keep what starts it."""
        source = Path(origin)
        building = Compose(source, tuple(source / name for name in FILES), settings=self.state.root)
        words = building.words("build", "migrate")
        code, said = engine.follow(words, source, {}, self._seen, self.state.log)
        if code:
            raise InstanceError(f"The image of {version} could not be built: {said[-2000:]}", "")
        name = building.config["services"]["migrate"]["image"]
        image = Image(name, engine.image_id(name))
        texts = {name: (source / name).read_text() for name in FILES}
        git = Checkout(source).head or source.name  # what was laid aside is named by its commit
        kept = self.versions.keep(version, image, texts, source=str(source), git=git)
        self.versions.lay_work(kept)

    def plan(self, source: str) -> Plan:
        """What bringing it to the version of a checkout would do."""
        return self._plan(source, ComposePlace(self.state.root))

    def plan_to(self, version: str) -> Plan:
        """The plan again, by the new code itself."""
        staged = self.versions.get(version)
        return self._plan(staged.source, ComposePlace(self.state.root, staged))

    def _plan(self, source: str, place: ComposePlace) -> Plan:
        return plan.make(place, Target.of(Path(source)), self.runs.all())

    def has(self, version: str) -> bool:
        """Whether a version was kept, and its image is still there."""
        found = self.versions.find(version)
        return found is not None and found.is_there

    def manage(self, version: str) -> Manage:
        """Run the management commands of a version, in a container of its own."""
        kept = self.versions.get(version)

        def run(words: "Sequence[str]", environ: "Mapping[str, str]") -> Outcome:
            command = ("run", "--rm", "--no-deps", "-T", *MARK, *MANAGE, *words)
            told = kept.compose.follow(*command, seen=self._seen, log=self.state.log, more=environ)
            return Outcome(*told)

        return run

    def _seen(self, line: str) -> None:
        if name := begun_in(line):
            self.progress.stage(f"applying {name}")

    def back_up(self, run: str) -> str:
        """Make a proven bundle, by the newer of the two versions."""
        name: str = self._inside(services.FILLING, self._newest, "back_up", run=run)
        return name

    def bring_attachments(self, bundle: str) -> None:
        """Put removed attachments back."""
        self._inside(services.FILLING, self._newest, "bring", bundle=bundle)

    @property
    def _newest(self) -> Version:
        """The version that a run leads to, or one that goes back came from."""
        journal = self.runs.unfinished()
        if journal is None:
            raise InstanceError("No upgrade is at work.")
        return self.versions.get(str(journal.fact("to")))

    def rehearse(self, rehearsal: Rehearsal) -> "dict[str, Any]":
        """Try a version on a restored bundle, where no network is."""
        version = self.versions.get(rehearsal.after)
        try:
            version.work.do("up", "--detach", "--no-deps", "--no-build", services.BROKER)
            told = {"rehearsal": asdict(rehearsal), "origin": self.origin}
            times: dict[str, Any] = self._inside(
                services.REHEARSAL, version, "rehearse", broker=services.BROKER_URL, **told
            )
        finally:
            self.clear()
        return times

    def _inside(self, service: str, version: Version, verb: str, **facts: Any) -> Any:
        """Have something done where the backups are in sight."""
        self.versions.lay_work(version)
        told: dict[str, Any] = {}
        words = ("run", "--rm", "--no-deps", "-T", *MARK, service, *INSIDE, verb, json.dumps(facts))
        code, said = version.work.follow(
            *words, seen=lambda line: self._hear(line, told), log=self.state.log, more={}
        )
        if code or "done" not in told:
            raise InstanceError(told.get("failed") or said[-2000:].strip(), touched="")
        return told["done"]

    def _hear(self, line: str, told: "dict[str, Any]") -> None:
        with contextlib.suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                self._take(found, told)

    def _take(self, found: "dict[str, Any]", told: "dict[str, Any]") -> None:
        if "stage" not in found:
            told.update(found)
        elif found["size"]:
            self.progress.sized(found["size"])
        else:
            self.progress.stage(found["stage"])

    def clear(self) -> None:
        """End and remove whatever only an upgrade has, but the desk."""
        engine.remove(engine.labelled(services.AT_WORK, self.project))
        self.desk.remove(*SCRATCH)

    def close(self, version: str, run: str) -> None:
        """Close the door, let those inside finish, stop every role.

        What runs is a kept version from now on, whatever becomes of the checkout.
        """
        if self.versions.current is None:
            self.versions.switch(version)
        self.stop_held(run)

    def start_held(self, version: str, run: str) -> None:
        """Start a version for the engine alone: serving roles as they will stay."""
        kept = self.versions.get(version)
        self.desk.hold(run)
        roles.start(kept, *roles.SERVING)
        if self.has_worker:
            trial = ("run", "--detach", "--no-deps", *MARK, "-e", f"LAZYIT_RUN={run}", "worker")
            kept.compose.do(*trial)
        roles.wait(self.roles, [self.desk.asking(f"{name}.gate.sock") for name in roles.SERVING])

    @property
    def ask(self) -> Ask:
        """Ask the version that is held; it is ready when both of its roles are."""
        web, api = (self.desk.asking(f"{name}.gate.sock") for name in roles.SERVING)

        def both(method: str, path: str, headers: "Mapping[str, str]") -> "tuple[int, bytes]":
            answer = web(method, path, headers)
            if path != READY or answer[0] != http.HTTPStatus.OK:
                return answer
            return api(method, path, headers)

        return both

    def stop_held(self, run: str) -> None:  # noqa: ARG002 one run is at work at a time
        """Stop what runs for the engine alone, or for everybody."""
        engine.remove(engine.labelled(services.AT_WORK, self.project))
        self.roles.stop()
        self.desk.let_go()

    def switch(self, version: "str | None") -> None:
        """From now on this version is started, also by whoever uses the checkout."""
        before = self.versions.current
        self.versions.switch(version)
        if version and before != version:
            self.versions.forget_others(version, before)
        if version:
            kept = self.versions.get(version)
            Checkout(self.state.root).take(kept.git, version)

    def open(self, run: str) -> None:  # noqa: ARG002 one run is at work at a time
        """Let everybody in to the version that is held."""
        self.desk.open_doors()

    def start(self, run: str) -> None:  # noqa: ARG002 one run is at work at a time
        """Start what does not run of the current version, and its worker for everybody's jobs."""
        current = self.versions.current
        if current is None:
            raise InstanceError("No version was ever made the current one.", touched="")
        kept = self.versions.get(current)
        engine.remove(engine.labelled(services.AT_WORK, self.project))
        roles.start(kept, *roles.SERVING)  # first, and undisturbed: somebody may be waiting
        roles.wait(self.roles, [self.desk.asking(f"{name}.sock") for name in roles.SERVING])
        roles.start(kept, *roles.BEHIND)
        if not roles.has_noted(kept, self.roles):
            roles.start(kept, roles.ONE_SHOT)  # by itself: others would wait for it, as it for us

    def mirror(self) -> None:
        """Copy what the journals say into the database, for the pages of a version that has any."""
        told = json.dumps(history.history(self.runs)[:MIRRORED])
        with contextlib.suppress(InstanceError, OSError):
            if self.serving:
                self.manage(self.serving)(["upgrade_runs", told], {})

    @property
    def serving(self) -> "str | None":
        """The version that runs, or would; before the first upgrade only that one knows."""
        newest = next(iter(self.runs.all()), None)
        return self.versions.current or (str(newest.fact("from")) if newest else None)

    def outdated(self) -> "list[str]":
        """Services of others that the current version's files name in another version."""
        kept = self.versions.find(self.serving or "")
        wanted = kept.compose.config["services"] if kept else {}
        return [
            name
            for each in self.roles.inspected()
            if (name := roles.service_of(each)) in services.OTHERS
            and each["Config"]["Image"] != wanted.get(name, {}).get("image")
        ]


@contextlib.contextmanager
def opened(root: Path, progress: Progress, say: engine.Say) -> "Iterator[Composed]":
    """An instance and a desk in it, for the length of this block; the lock of runs is held."""
    state = State(root)
    if not shutil.which("docker"):
        raise RefusedError("There is no docker command.", go_on="./lazyit doctor")
    state.versions.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = state.compose.config
    project = str(config["name"])
    engine.remove(engine.labelled(services.AT_WORK, project))
    with engine.alone(state.path / "upgrades" / "commands", say):
        _start_others(state)
        try:
            desk = _desk(state, project)
            yield Composed(state, progress, desk, project)
        finally:
            engine.remove(engine.labelled(services.AT_DESK, project))


def _start_others(state: State) -> None:
    """Database, broker and proxy, as they are: after a reboot one may not have come back."""
    there = Roles(state.compose).inspected()
    stopped = [
        each["Id"]
        for each in there
        if roles.service_of(each) in services.OTHERS and each["State"]["Status"] != "running"
    ]
    if stopped:
        engine.do("docker", "start", *stopped)


def _desk(state: State, project: str) -> Desk:
    engine.remove(engine.labelled(services.AT_DESK, project))
    image = Roles(state.compose).image()
    path = state.versions.path / "desk.json"
    services.write_desk(path, image.id if image else _any_image(state))
    compose = Compose(state.root, (*state.compose.files, path))
    compose.do("run", "--detach", "--no-deps", services.DESK)
    return Desk(engine.labelled(services.AT_DESK, project)[0])


def _any_image(state: State) -> str:
    """No role has a container, if one was being replaced when the engine was killed."""
    current = state.versions.current
    found = state.versions.find(current) if current else None
    if found is None:
        way = f"{ways.COMPOSE} up -d, then the same command"
        raise InstanceError("There is no container of the application.", go_on=way)
    return found.image.id
