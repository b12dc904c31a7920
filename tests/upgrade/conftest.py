"""Databases of 0.1.0 and of now, made once and copied for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.once import made_once
from tests.upgrade.databases import Database, close, database
from tests.upgrade.hosts import stage
from tests.upgrade.next_version import Workshop
from tests.upgrade.prepared import TOKEN, Host, copy_of, prepare

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
KEPT = f"kept_{WORKER}"  # stands for the closed copy of whatever is migrated
KEY = "TWO_FACTOR_SECRET_KEY"
RIGHT, WRONG = "a1" * 32, "b2" * 32


@pytest.fixture(scope="session")
def workshop(shared: Path) -> Workshop:
    """Next versions."""
    return Workshop(shared / "next")


@pytest.fixture(scope="session")
def prepared(shared: Path) -> Path:
    """A stopped instance with records; not to be started, only to be copied."""
    return made_once(shared, "prepared", prepare)


@pytest.fixture(scope="session")
def with_releases(shared: Path, prepared: Path, workshop: Workshop) -> Path:
    """The same, with this version and the whole next one among its releases."""

    def make(folder: Path) -> None:
        shutil.copy(prepared / TOKEN, folder)
        stage(copy_of(prepared, folder), workshop.wheel(), shared / "releases")

    return made_once(shared, "with-releases", make)


@contextmanager
def lent(prepared: Path) -> Iterator[Host]:
    with tempfile.TemporaryDirectory(prefix="lz-", ignore_cleanup_errors=True) as folder:
        copied = copy_of(prepared, Path(folder))
        yield copied
        copied.down()
        left = copied.processes()
        copied.pull_the_plug()
        assert left == []


@pytest.fixture
def host(prepared: Path) -> Iterator[Host]:
    """A copy of the prepared instance, not started."""
    with lent(prepared) as copied:
        yield copied


@pytest.fixture
def staged(with_releases: Path) -> Iterator[Host]:
    """The same, where the whole next version is installed already."""
    with lent(with_releases) as copied:
        yield copied


@pytest.fixture(scope="session")
def model_of_0_1_0() -> Iterator[Database]:
    with database(f"old_model_{WORKER}") as made:
        made.run("tests.upgrade.version_0_1_0")
        yield made


@pytest.fixture(scope="session")
def kept() -> Iterator[Database]:
    with database(KEPT) as made:
        close(KEPT)
        yield made


@pytest.fixture(scope="session")
def model_of_now(model_of_0_1_0: Database, kept: Database) -> Iterator[Database]:
    with database(f"new_model_{WORKER}", template=model_of_0_1_0.name) as made:
        made.migrate("--beside", KEPT, given={KEY: RIGHT})
        yield made


@pytest.fixture
def old(model_of_0_1_0: Database, kept: Database) -> Iterator[Database]:
    """A database of version 0.1.0 with data, and no key yet."""
    with database(f"old_{WORKER}", template=model_of_0_1_0.name) as made:
        yield made


@pytest.fixture
def now(model_of_now: Database) -> Iterator[Database]:
    """The same after migrating, with a key, which it is given."""
    with database(f"now_{WORKER}", template=model_of_now.name) as made:
        made.settings[KEY] = RIGHT
        yield made
