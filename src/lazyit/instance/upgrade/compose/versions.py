"""Versions of an instance of containers, with what starts each: files of compose and an image.

The checkout changes under an upgrade, and an image's tag may: what is kept here does not.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lazyit.instance.backup import durable
from lazyit.instance.doctor.commands import ENV_FILE
from lazyit.instance.failures import InstanceError
from lazyit.instance.upgrade.compose import engine, services

FILES = ("compose.yaml", "infra/docker-compose.prod.yaml")
FACTS, SETTINGS, WORK, CURRENT, PARTIAL = (
    "version.json",
    "settings.json",
    "work.json",
    "current",
    ".partial",
)
KEPT = "lazyit-kept"  # a name that no build takes from an image, and no pruning removes


@dataclass(frozen=True)
class Image:
    """An image by the name that the files use, and by what it really is."""

    name: str
    id: str

    @property
    def usable(self) -> str:
        """The name, unless it means another image by now."""
        return self.name if engine.image_id(self.name) == self.id else self.id


@dataclass(frozen=True)
class Compose:
    """Compose on files that are given, for the instance of a checkout."""

    root: Path
    files: "tuple[Path, ...]"
    more: "tuple[tuple[str, str], ...]" = ()  # what its commands are told besides the settings file
    settings: "Path | None" = None  # the checkout with the settings file, if another

    def words(self, *words: str) -> "list[str]":
        """A command, as the engine's client takes it."""
        named = [word for path in self.files for word in ("-f", str(path))]
        settings = str((self.settings or self.root) / ENV_FILE)
        place = ["--project-directory", str(self.root), "--env-file", settings]
        return ["docker", "compose", *place, *named, "--profile", "prod", *words]

    def do(self, *words: str) -> str:
        """Run a command that has to succeed."""
        return engine.do(*self.words(*words), folder=self.root, more=dict(self.more))

    def run(self, *words: str) -> engine.Done:
        """Run a command, whatever comes of it."""
        return engine.run(*self.words(*words), folder=self.root, more=dict(self.more))

    def follow(
        self, *words: str, seen: engine.Say, log: Path, more: "Mapping[str, str]"
    ) -> "tuple[int, str]":
        """Run a command and show each line of it."""
        told = {**dict(self.more), **more}
        return engine.follow(self.words(*words), self.root, told, seen, log)

    @property
    def config(self) -> "dict[str, Any]":
        """What compose makes of the files and the settings; it holds secrets."""
        found: dict[str, Any] = json.loads(self.do("config", "--format", "json"))
        return found


@dataclass(frozen=True)
class Version:
    """One version that can be started, from files of its own."""

    root: Path  # the checkout
    folder: Path
    number: str
    image: Image
    source: str  # where its image was built from; an empty text where that was not seen
    git: str  # the commit, if git knows it

    @property
    def compose(self) -> Compose:
        """Compose on its own files, with the settings that it ran with."""
        own = tuple(self.folder / Path(name).name for name in FILES)
        return Compose(self.root, own, self._told)

    @property
    def work(self) -> Compose:
        """The same, with the services that only an upgrade has."""
        own = self.compose
        return Compose(self.root, (*own.files, self.folder / WORK), own.more)

    @property
    def _told(self) -> "tuple[tuple[str, str], ...]":
        try:
            settings = json.loads((self.folder / SETTINGS).read_text())
        except OSError:
            settings = {}
        return tuple({**settings, "LAZYIT_IMAGE": self.image.usable}.items())

    @property
    def is_there(self) -> bool:
        """Whether the engine still has its image."""
        return bool(engine.image_id(self.image.id))


@dataclass(frozen=True)
class Versions:
    """The folder of kept versions of a checkout, and the name of the current one."""

    root: Path
    path: Path

    def find(self, number: str) -> "Version | None":
        """A version that was kept."""
        folder = self.path / number
        try:
            facts = json.loads((folder / FACTS).read_text())
        except (OSError, ValueError):
            return None
        image = Image(**facts["image"])
        return Version(self.root, folder, number, image, facts["source"], facts["git"])

    def get(self, number: str) -> Version:
        """A version that was kept; raises InstanceError where it was not."""
        if found := self.find(number):
            return found
        raise InstanceError(
            f"lazyit {number} is not among the kept versions in {self.path}.", touched=""
        )

    @property
    def current(self) -> "str | None":
        """The version that is started, if one was ever chosen."""
        link = self.path / CURRENT
        return link.readlink().name if link.is_symlink() else None

    def switch(self, number: "str | None") -> None:
        """Make a version the one that is started, in an instant."""
        link = self.path / CURRENT
        if number is None:
            link.unlink(missing_ok=True)
        else:
            aside = link.with_name(f"{CURRENT}.new")
            aside.unlink(missing_ok=True)
            aside.symlink_to(number)
            aside.rename(link)
        durable.settle(self.path)

    def keep(
        self,
        number: str,
        image: Image,
        texts: "Mapping[str, str]",
        settings: "Mapping[str, str] | None" = None,
        **facts: str,
    ) -> Version:
        """Keep a version, whole or not at all; without settings it follows the settings file."""
        partial = self.path / f"{number}{PARTIAL}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700, parents=True)
        for name in FILES:
            durable.write(partial / Path(name).name, texts[name])
        if settings is not None:
            _write_closed(partial / SETTINGS, json.dumps(settings, indent=2))
        _write_closed(partial / "env", (self.root / ENV_FILE).read_text())
        told = {"version": number, "image": asdict(image), **facts}
        durable.write(partial / FACTS, json.dumps(told, indent=2))
        engine.do("docker", "tag", image.id, f"{KEPT}:{number}")
        self._name(partial, number)
        return self.get(number)

    def _name(self, partial: Path, number: str) -> None:
        """What was kept under the number before gives way; half of it is never found."""
        final, old = self.path / number, self.path / f"{number}.old"
        shutil.rmtree(old, ignore_errors=True)
        if final.exists():
            final.rename(old)
        partial.rename(final)
        durable.settle(self.path)
        shutil.rmtree(old, ignore_errors=True)

    def forget_others(self, *numbers: "str | None") -> None:
        """Forget all but these: no way leads back to them any more."""
        for path in self.path.iterdir():
            if (path / FACTS).is_file() and path.name not in {*numbers, CURRENT}:
                engine.run("docker", "image", "rm", f"{KEPT}:{path.name}")
                shutil.rmtree(path, ignore_errors=True)

    def lay_work(self, version: Version) -> None:
        """Write the services that only an upgrade has, for a version."""
        config = version.compose.config["services"]
        ours = [each for each in config.values() if each.get("image") == version.image.usable]
        settings = sorted({name for each in ours for name in each.get("environment") or {}})
        broker = config["valkey"]["image"]
        services.write_work(version.folder / WORK, version.image.usable, broker, settings)


def _write_closed(path: Path, text: str) -> None:
    """Write secrets, never open to others."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
