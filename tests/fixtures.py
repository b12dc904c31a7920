"""Fixtures for every test; what they give is built in ``tests/builders.py``."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from django.test import Client

from lazyit.foundation.accounts.models import Person
from tests import builders
from tests.builders import Api

STARTERS = (
    "lazyit.foundation.rbac.migrations.0002_default_permissions",
    "lazyit.domains.assets.migrations.0002_starter_categories",
)
# Each starts instances, or asks for every page there is.
LONGEST = ("tests/instance", "tests/upgrade", "tests/pages", "tests/api/test_fuzzing.py")


def fill_starters(**_signal: Any) -> None:
    """Write what the migrations give every instance to begin with, where it is missing."""
    for module in STARTERS:
        import_module(module).seed(apps, None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: whoever is free afterwards takes the many small files."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Have a database, and its starters again whenever a test that commits was cleared away."""
    post_migrate.connect(fill_starters, sender=apps.get_app_config("assets"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a test run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture
def admin(db: None) -> Person:
    return builders.make_administrator(first_name="Ada", last_name="Admin")


@pytest.fixture
def member(db: None) -> Person:
    return builders.make_member(first_name="Max", last_name="Member")


@pytest.fixture
def viewer(db: None) -> Person:
    return builders.make_person(first_name="Vera", last_name="Viewer")


@pytest.fixture
def client_as() -> Callable[[Person], Client]:
    """``client_as(person)``: a browser in which the person is signed in."""
    return builders.signed_in


@pytest.fixture
def api(db: None) -> Api:
    """The API as a service account that holds all that such an account may hold."""
    return builders.api_with_all()


@pytest.fixture
def api_with(db: None) -> Callable[..., Api]:
    """``api_with("asset:read", …)``: the API with exactly these permissions."""
    return builders.api_with


@pytest.fixture
def api_as(db: None) -> Callable[[Person], Api]:
    """``api_as(person)``: the API as a person's browser calls it."""
    return builders.api_as
