"""Databases of 0.1.0 and of now, made once and copied for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.upgrade.databases import Database, close, database

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
KEPT = f"kept_{WORKER}"  # stands for the closed copy of whatever is migrated
KEY = "TWO_FACTOR_SECRET_KEY"
RIGHT, WRONG = "a1" * 32, "b2" * 32


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
