"""A served product, a database as after the migrations, and browsers of people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker

from lazyit.foundation.operations.actions import commit_release
from tests.browser.serving import Product, serving, wait_until_idle
from tests.browser.visiting import Visitor
from tests.browser.world import World, build_world
from tests.fixtures import fill_starters


def reset_database() -> None:
    """Bring the database back to what the migrations leave."""
    wait_until_idle()
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    fill_starters()
    commit_release()  # or no role would start
    cache.clear()  # its table is no model's: attempts at signing in would outlive their test


@pytest.fixture(scope="session")
def product(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """The product, served on the tests' database."""
    with django_db_blocker.unblock(), serving(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture
def fresh(product: Product, transactional_db: None) -> Iterator[Product]:
    """A product that nobody has set up; what a test does to it is undone by emptying it."""
    reset_database()
    yield product
    wait_until_idle()


@pytest.fixture(scope="module")
def world(
    request: pytest.FixtureRequest, product: Product, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """The records that the test's module names by ``DATA``, built once for all its tests."""
    with django_db_blocker.unblock():
        reset_database()
        yield build_world(getattr(request, "param", None) or request.module.DATA)
        reset_database()


@pytest.fixture(scope="module")
def visitors(product: Product, chromium: Browser) -> Iterator[Visitor]:
    visitors = Visitor(chromium, product.url)
    yield visitors
    visitors.close()


@pytest.fixture
def visitor(visitors: Visitor) -> Iterator[Visitor]:
    """Whoever opens pages; they must see nothing go wrong."""
    visitors.complaints.clear()
    yield visitors
    visitors.leave()
    assert visitors.complaints == []
