"""What tests build on: people, service accounts, callers of pages and of the API."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.test import Client

from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.foundation.accounts.principals import TOKEN_PREFIX, actor_for_person, digest
from lazyit.foundation.accounts.search import person_document
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.catalogue import (
    ADMIN,
    ALL,
    MEMBER,
    NEVER_FOR_SERVICE_ACCOUNTS,
    VIEWER,
)
from lazyit.foundation.search import index

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer = _MonkeyPatchedWSGIResponse

PASSWORD = "correct horse battery staple"
SECRET = "service-account-secret"
numbers = itertools.count(1)


@cache
def password_hash() -> str:
    """Hash the tests' password once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


def make_person(**values: Any) -> Person:
    """Store a person who can sign in with PASSWORD; a viewer unless told otherwise."""
    n = next(numbers)
    defaults = {
        "first_name": "Robin",
        "last_name": f"Number {n}",
        "email": f"robin{n}@example.com",
        "password": password_hash(),
        "role": VIEWER,
    }
    person: Person = Person.objects.create(**{**defaults, **values})
    index.put(person_document(person))
    return person


def make_administrator(**values: Any) -> Person:
    """Store an administrator."""
    return make_person(role=ADMIN, **values)


def make_member(**values: Any) -> Person:
    """Store a member."""
    return make_person(role=MEMBER, **values)


def actor_of(person: Person) -> Actor:
    """Return a person as the actor of an action."""
    return actor_for_person(person)


def actor_with(*permissions: str) -> Actor:
    """Return an actor (a stored service account) that holds exactly these permissions."""
    account = make_service_account(*permissions)
    return Actor(
        name=account.name, service_account_id=account.id, permissions=frozenset(permissions)
    )


def make_service_account(*permissions: str, **values: Any) -> ServiceAccount:
    """Store a service account whose token is ``token_of(account)``."""
    name = f"Robot {next(numbers)}"
    return ServiceAccount.objects.create(
        **{
            "name": name,
            "permissions": sorted(permissions),
            "token_digest": digest(SECRET),
            "token_prefix": TOKEN_PREFIX,
            **values,
        }
    )


def token_of(account: ServiceAccount) -> str:
    """Return the token of an account made by ``make_service_account``."""
    return f"{TOKEN_PREFIX}{account.pk}_{SECRET}"


def signed_in(person: Person) -> Client:
    """Return a browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client


@dataclass
class Api:
    """A caller of the REST API: JSON in, Django's test response out."""

    client: Client = field(default_factory=Client)
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, /, **query: Any) -> Answer:
        """Ask for something."""
        address = f"{path}?{urlencode(query, doseq=True)}" if query else path
        return self.send("GET", address)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        """Create something, or do something."""
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: object = None, **headers: str) -> Answer:
        """Change something; pass ``if_match='"3"'`` for its version."""
        return self.send("PATCH", path, body, **headers)

    def put(self, path: str, body: object = None, **headers: str) -> Answer:
        """Replace something."""
        return self.send("PUT", path, body, **headers)

    def delete(self, path: str, body: object = None, **headers: str) -> Answer:
        """Remove something."""
        return self.send("DELETE", path, body, **headers)

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send any request; a body of bytes goes as it is."""
        data = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, path, data, content_type="application/json", headers={**self.headers, **own}
        )


def api_of(account: ServiceAccount) -> Api:
    """Return the API as this service account calls it."""
    return Api(headers={"Authorization": f"Bearer {token_of(account)}"})


def api_with(*permissions: str) -> Api:
    """Return the API as a fresh service account with exactly these permissions calls it."""
    return api_of(make_service_account(*permissions))


def api_with_all() -> Api:
    """Return the API as a service account calls it that holds all that such an account may."""
    return api_with(*ALL - NEVER_FOR_SERVICE_ACCOUNTS)


def api_as(person: Person) -> Api:
    """Return the API as a person's browser calls it, by the session cookie."""
    return Api(client=signed_in(person))


def _json(body: object) -> bytes:
    return json.dumps(body).encode()
