"""A whole embedded instance from one exported file and the settings file, in an empty folder."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from lazyit.instance import components, failpoints, identity, layout, leftovers
from lazyit.instance.attended import attended
from lazyit.instance.backup import durable, replacing
from lazyit.instance.backup.intake import Intake
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import APP, Source
from lazyit.instance.backup.store import Store
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout

SUFFIX = ".restoring"


def refuse_taken(data: Path) -> None:
    """Only an absent or an empty folder becomes an instance."""
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise RefusedError(
            f"{data} is not empty, and holds no instance that could be restored into.",
            go_on="lazyit restore FILE --env FILE --data EMPTY_FOLDER",
        )


def read_settings(path: Path, data: Path) -> dict[str, str]:
    """The values of a settings file, judged as an instance of this folder would."""
    if not path.is_file():
        raise RefusedError(f"There is no settings file {path}.", go_on="ls")
    file = EnvironmentFile.read(path)
    problems = file.problems + Instance(Layout(data), file.values).problems(file)
    if problems:
        raise RefusedError(
            f"The settings in {path} have problems:\n" + "\n".join(f"  {p}" for p in problems),
            go_on=f"an editor on {path}, then the same command",
        )
    return dict(file.values)


def workshop(data: Path) -> Store:
    """Where an instance is put together before it gets its name; what a killed one left is gone."""
    components.refuse_where_absent()
    place = data.with_name(data.name + SUFFIX)
    if place.exists():
        with Store(place / "backups").held():  # refused where another restore is at work in it
            leftovers.end_all(Layout(place))
        _remove(place)
    try:
        place.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise RefusedError(f"{place} cannot be made: {error.strerror}.", go_on="ls -ld") from error
    identity.let_through(place)
    return Store(place / "backups")


@contextlib.contextmanager
def cleared(store: Store) -> Iterator[None]:
    """A workshop whose work failed leaves nothing; one whose work succeeded has got its name."""
    try:
        yield
    finally:
        _remove(store.path.parent)


def _remove(place: Path) -> None:
    """Also its sockets, which may lie elsewhere."""
    shutil.rmtree(layout.short_enough(place / "run"), ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)


def rebuild(
    data: Path, settings: Path, intake: Intake, progress: Progress, say: Callable[[str], None]
) -> None:
    """Make servers and settings aside, restore into them, and give the folder its name last."""
    place = Layout(data.with_name(data.name + SUFFIX))
    place.create()
    _copy_settings(settings, place.env)
    instance = Instance.load(place)
    progress.stage("making the database")
    instance.cluster.create()
    with attended(instance, say):
        source = Source.of_instance(instance)
        own = replace(source, databases={APP: source.app})  # others live on hosts of their own
        for reason in replacing.replace(own, intake, progress).refused:
            say(f"some privileges on tables could not be granted again: {reason}")
        replacing.forget(own)  # the empty one that a fresh cluster has
    shutil.rmtree(place.data / "backups", ignore_errors=True)
    with failpoints.step("restore.name"):
        _give_name(place.data, data)


def _copy_settings(source: Path, target: Path) -> None:
    """Byte by byte, readable by its owner alone from birth."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())


def _give_name(place: Path, data: Path) -> None:
    durable.settle(place)
    if data.exists():
        data.rmdir()
    place.rename(data)
    durable.settle(data.parent)
