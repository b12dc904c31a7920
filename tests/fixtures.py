"""Fixtures for every test; what they give is built in ``tests/builders.py``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from lazyit.foundation.accounts.models import Person
from tests import builders
from tests.builders import Api


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
